//! One execution of a model: its actors, its objects, and what has happened so far.
//!
//! The world knows nothing of engines. A host (loom's or shuttle's runtime, or our coroutines) asks it who could go on, and
//! tells it when a step is taken.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::panic::Location;

use super::clock::{ActorClocks, ObjectClocks};
use super::lock_order::Nesting;
use super::object::{Object, State};
use super::operation::{Action, ActorId, ObjectId, Operation, ProcessId, Trace, Value};
use super::section::Section;
use crate::diagnosis::diagnose;
use crate::exploration::{Event, Execution, ObjectInfo};
use crate::failure::{Access, ActorState, Evidence, Failure, FailureKind, Holding, Waiting};
use crate::naming::{Names, site};
use crate::schedule::{Schedule, unambiguous};

/// What limits an execution and what it may do by itself.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    pub(crate) steps: usize,
    pub(crate) bypass_bound: Option<usize>,
    pub(crate) spurious_wakeups: bool,
    /// Whether the others go on after a failure, for a search that learns from what they do. It changes nothing in what is
    /// recorded.
    pub(crate) go_on_after_failure: bool,
    /// Whether an execution goes on after a data race, so that its outcome is seen.
    pub(crate) past_data_races: bool,
}

/// Why an execution is over.
#[derive(Clone, Debug)]
pub(crate) enum Stop {
    /// The scenario returned.
    Returned,
    /// It failed.
    Failed(Box<Failure>),
    /// It was given up, for this reason.
    Cut(&'static str),
}

/// How far an actor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Status {
    /// Spawned, has not taken its first step.
    New,
    /// Between two announced steps.
    Running,
    /// Has announced a step.
    Pending,
    Finished,
}

#[derive(Clone, Debug)]
pub(crate) struct Actor {
    pub(crate) name: Option<String>,
    pub(crate) spawned: &'static Location<'static>,
    /// Who started it, and as the how-manieth; `main` itself.
    pub(crate) parent: ActorId,
    pub(crate) nth: usize,
    /// How many actors and objects it has made.
    made: (usize, usize),
    pub(crate) process: ProcessId,
    pub(crate) status: Status,
    pub(crate) pending: Option<Operation>,
    pub(crate) holds: Vec<(ObjectId, &'static Location<'static>)>,
    pub(crate) clocks: ActorClocks,
    /// Its end, for those who join it.
    pub(crate) end: ObjectId,
    /// Its park token.
    pub(crate) token: ObjectId,
    /// What it asked for and how often others were served since.
    request: Option<(String, usize)>,
    /// Whether it has woken up for no reason before: once an execution is enough to show the harm.
    woke_spuriously: bool,
    pub(crate) panicked: bool,
    /// The task of shuttle's that runs it.
    pub(crate) task: Option<usize>,
    /// Whether somebody has waited for its end.
    awaited: bool,
    /// Under loom: whether it is parked until its step becomes possible.
    pub(crate) parked: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Process {
    pub(crate) object: ObjectId,
    /// Its name, known before the actor that runs it is there: copies of memory are named after it.
    pub(crate) name: Option<String>,
    pub(crate) killed: bool,
    pub(crate) waited_for: bool,
    /// Whether somebody has waited for its end or caused it.
    awaited: bool,
    /// The pipes of which it has had an end open at some time.
    pipes: Vec<ObjectId>,
    pub(crate) exit: Option<ProcessExit>,
}

/// How a process of a model ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ProcessExit {
    Code(i32),
    Signal(i32),
}

#[derive(Clone, Debug)]
struct Recorded {
    actor: ActorId,
    action: Action,
    object: Option<ObjectId>,
    also: Option<ObjectId>,
    trace: Trace,
    site: &'static Location<'static>,
}

/// Objects there are before `main` is: its process, its end, its token.
const BEFORE_MAIN: usize = 2;

/// One execution.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) rules: Rules,
    pub(crate) running: ActorId,
    pub(crate) actors: Vec<Actor>,
    pub(crate) objects: Vec<Object>,
    pub(crate) processes: Vec<Process>,
    pub(crate) stop: Option<Stop>,
    /// A failure after which the others have gone on, with the numbers of choices and decisions before it.
    failed: Option<(Box<Failure>, usize, usize)>,
    pub(crate) outcome: Option<String>,
    /// Decisions in order: who took each announced step.
    pub(crate) choices: Vec<ActorId>,
    /// Those of them whose order can matter: the schedule.
    pub(crate) decisions: Vec<ActorId>,
    /// How many marks of progress each actor has made.
    pub(crate) progress: Vec<(usize, ActorId)>,
    /// What asking for a turn and getting it are steps on, where a bound on being overtaken is promised.
    pub(crate) turns: Option<ObjectId>,
    recorded: Vec<Recorded>,
    /// Locks that were taken while others were held.
    pub(super) nestings: Vec<Nesting>,
    /// Stretches that the scenario has marked.
    pub(super) sections: Vec<Section>,
    next_handle: usize,
    /// The process whose memory new objects are in, while a child's memory is being copied.
    copying_for: Option<ProcessId>,
}

impl World {
    /// A world in which only `main` is, running.
    pub(crate) fn new(rules: Rules) -> Self {
        let here = Location::caller();
        // There are very many worlds, and most are small: growing would cost more than what is used.
        let mut world = Self {
            rules,
            running: 0,
            actors: Vec::with_capacity(8),
            objects: Vec::with_capacity(32),
            processes: Vec::new(),
            stop: None,
            failed: None,
            outcome: None,
            choices: Vec::with_capacity(64),
            decisions: Vec::with_capacity(64),
            progress: Vec::new(),
            turns: None,
            recorded: Vec::with_capacity(64),
            nestings: Vec::new(),
            sections: Vec::new(),
            next_handle: 0,
            copying_for: None,
        };
        world.add_process(here);
        world.add_actor(Some("main".to_owned()), 0, here);
        world.actors[0].status = Status::Running;
        if world.rules.bypass_bound.is_some() {
            world.turns = Some(world.add_object(State::Turns, here, true));
        }
        world
    }

    // Things that come into being.

    pub(crate) fn add_object(&mut self, state: State, created: &'static Location<'static>, shared: bool) -> ObjectId {
        let mine = self.actors.get(self.running).map(|actor| actor.process);
        let home = if shared { None } else { self.copying_for.or(mine) };
        let clocks = ObjectClocks::new(state.orders_for_good());
        let maker = match self.actors.get_mut(self.running) {
            Some(actor) => {
                actor.made.1 += 1;
                (self.running, actor.made.1 + BEFORE_MAIN)
            }
            None => (self.running, self.objects.len()),
        };
        if let (State::Pipe { .. }, Some(process)) = (&state, mine) {
            self.processes[process].pipes.push(self.objects.len());
        }
        let initial = Value::None;
        self.objects.push(Object { state, value: Value::None, initial, name: None, created, home, maker, clocks });
        self.objects.len() - 1
    }

    pub(crate) fn add_actor(
        &mut self,
        name: Option<String>,
        process: ProcessId,
        spawned: &'static Location<'static>,
    ) -> ActorId {
        let id = self.actors.len();
        let end = self.add_object(State::End { actor: id, finished: false }, spawned, true);
        let token = self.add_object(State::Token { owner: id, set: false }, spawned, true);
        let mut clocks = match self.actors.get(self.running) {
            Some(parent) => parent.clocks.for_child(id),
            None => ActorClocks::default(),
        };
        clocks.now.tick(id);
        let nth = self.actors.get_mut(self.running).map_or(0, |parent| {
            parent.made.0 += 1;
            parent.made.0 - 1
        });
        self.actors.push(Actor {
            name,
            spawned,
            parent: self.running,
            nth,
            made: (0, 0),
            process,
            status: Status::New,
            pending: None,
            holds: Vec::new(),
            clocks,
            end,
            token,
            request: None,
            woke_spuriously: false,
            panicked: false,
            task: None,
            awaited: false,
            parked: false,
        });
        id
    }

    pub(crate) fn add_process(&mut self, created: &'static Location<'static>) -> ProcessId {
        let id = self.processes.len();
        let object = self.add_object(State::Process { process: id, ended: false }, created, true);
        self.processes.push(Process {
            object,
            name: None,
            killed: false,
            waited_for: false,
            awaited: false,
            pipes: Vec::new(),
            exit: None,
        });
        id
    }

    /// A new process: a copy of the running one's open files, and memory into which `copy` puts what it is to inherit.
    pub(crate) fn begin_fork(&mut self, created: &'static Location<'static>) -> ProcessId {
        let parent = self.actors[self.running].process;
        let child = self.add_process(created);
        for (id, object) in self.objects.iter_mut().enumerate() {
            if let State::Pipe { readers, writers, .. } = &mut object.state {
                for ends in [readers, writers] {
                    let inherited: Vec<_> =
                        ends.iter().filter(|(holder, _)| *holder == parent).map(|(_, end)| (child, *end)).collect();
                    if !inherited.is_empty() && self.processes[child].pipes.last() != Some(&id) {
                        self.processes[child].pipes.push(id);
                    }
                    ends.extend(inherited);
                }
            }
        }
        self.copying_for = Some(child);
        child
    }

    /// The name of the process whose memory is being copied.
    pub(crate) fn copying_for(&self) -> Option<&str> {
        self.processes[self.copying_for?].name.as_deref()
    }

    /// The child's memory is complete.
    pub(crate) fn end_copying(&mut self) {
        self.copying_for = None;
    }

    /// A number for a handle (an open end of a pipe), different from all others of this execution.
    pub(crate) fn new_handle(&mut self) -> usize {
        self.next_handle += 1;
        self.next_handle
    }

    // Who can go on.

    /// Whether `actor` could take its next step now. An actor between two steps always can.
    pub(crate) fn can_step(&self, actor: ActorId) -> bool {
        let it = &self.actors[actor];
        match (it.status, &it.pending) {
            (Status::Finished, _) => false,
            // What is left of it is to unwind.
            _ if self.is_killed(actor) => true,
            (_, None) => true,
            (_, Some(op)) => {
                self.spurious_wake_possible(actor, op)
                    || [op.object, op.also].into_iter().flatten().all(|o| self.objects[o].state.allows(actor, op))
            }
        }
    }

    pub(crate) fn spurious_wake_possible(&self, actor: ActorId, op: &Operation) -> bool {
        let wakes = matches!(op.action, Action::Wake { .. } | Action::Park { .. });
        wakes && self.rules.spurious_wakeups && !self.actors[actor].woke_spuriously
    }

    /// Whether nobody can go on although somebody has not finished.
    pub(crate) fn is_stuck(&self) -> bool {
        self.actors.iter().any(|actor| actor.status != Status::Finished)
            && (0..self.actors.len()).all(|actor| !self.can_step(actor))
    }

    // Steps.

    pub(crate) fn announce(&mut self, op: Operation) {
        let actor = &mut self.actors[self.running];
        actor.pending = Some(op);
        actor.status = Status::Pending;
    }

    /// The running actor takes the step it has announced.
    pub(crate) fn begin_step(&mut self) {
        let me = self.running;
        self.choices.push(me);
        let actor = &mut self.actors[me];
        if actor.pending.take().is_some_and(|op| op.action.is_decision()) {
            self.decisions.push(me);
        }
        actor.status = Status::Running;
        actor.clocks.now.tick(me);
        if self.choices.len() > self.rules.steps && self.stop.is_none() {
            self.stop = Some(Stop::Cut("too many steps"));
        }
    }

    /// Takes note of a step after which the end of an actor or a process is certain.
    pub(crate) fn note_ends(&mut self, op: &Operation) {
        match (op.action, op.object.map(|object| &self.objects[object].state)) {
            (Action::Join, Some(&State::End { actor, .. })) => self.actors[actor].awaited = true,
            (Action::WaitChild | Action::Kill, Some(&State::Process { process, .. })) => {
                self.processes[process].awaited = true;
            }
            _ => {}
        }
    }

    /// Whether there is an actor that nobody has waited for.
    pub(crate) fn has_loose_ends(&self) -> bool {
        self.actors[1..].iter().any(|actor| !actor.awaited && !self.processes[actor.process].awaited)
    }

    pub(crate) fn record(&mut self, op: &Operation, trace: Trace) {
        if let (Some(object), value) = (op.object, &trace) {
            let last = if value.written == Value::None { &value.read } else { &value.written };
            if *last != Value::None && matches!(self.objects[object].state, State::Atomic | State::Cell) {
                self.objects[object].value = last.clone();
            }
        }
        if self.stop.is_some() || self.failed.is_some() {
            return;
        }
        self.note_nesting(op);
        // That asking for a turn is a step is the models' business.
        let object = op.object.filter(|_| op.action != Action::Progress);
        let recorded = Recorded { actor: self.running, action: op.action, object, also: op.also, trace, site: op.site };
        self.recorded.push(recorded);
    }

    pub(crate) fn holds(&mut self, object: ObjectId, site: &'static Location<'static>) {
        self.actors[self.running].holds.push((object, site));
    }

    pub(crate) fn lets_go(&mut self, object: ObjectId) {
        // A guard may be dropped by another actor than the one that locked, so look for it everywhere.
        let me = self.running;
        let order = std::iter::once(me).chain((0..self.actors.len()).filter(|&other| other != me));
        for actor in order.collect::<Vec<_>>() {
            let holds = &mut self.actors[actor].holds;
            if let Some(at) = holds.iter().rposition(|(held, _)| *held == object) {
                holds.remove(at);
                return;
            }
        }
    }

    /// The running actor takes over what was published at `object`.
    pub(crate) fn acquire(&mut self, object: ObjectId) {
        self.objects[object].clocks.acquire(&mut self.actors[self.running].clocks);
    }

    /// The running actor publishes what it knows at `object`.
    pub(crate) fn release(&mut self, object: ObjectId) {
        self.objects[object].clocks.release(&self.actors[self.running].clocks);
    }

    /// An actor's clocks and an object's, for the orderings of atomics.
    pub(crate) fn clocks(&mut self, object: ObjectId) -> (&mut ObjectClocks, &mut ActorClocks) {
        (&mut self.objects[object].clocks, &mut self.actors[self.running].clocks)
    }

    /// Marks that the running actor woke up although nobody had woken it.
    pub(crate) fn woke_spuriously(&mut self) {
        self.actors[self.running].woke_spuriously = true;
    }

    /// A plain access by the running actor: the failure it is if nothing orders an earlier access before it.
    pub(crate) fn plain_access(
        &mut self,
        op: &Operation,
        object: ObjectId,
        writes: bool,
        names: &Names,
    ) -> Option<Failure> {
        let me = self.running;
        let clock = self.actors[me].clocks.now.clone();
        let first = self.objects[object].clocks.access(me, &clock, writes, op.site)?;
        let access = |actor: ActorId, writes: bool, at| Access {
            actor: self.actor_name(actor, names),
            action: if writes { "write" } else { "read" }.to_owned(),
            site: site(at),
        };
        let (first, second) = (access(first.actor, first.writes, first.site), access(me, writes, op.site));
        let object = self.object_name(object, names);
        let (one, other) = (&first.actor, &second.actor);
        let summary =
            format!("Nothing orders the {} of `{object}` by {one} and the {} by {other}.", first.action, second.action);
        let why =
            format!("no unlock, release store, send or end of {one} comes between its access and that of {other}");
        let evidence = Evidence::Race { object, first, second, why };
        Some(Failure { kind: FailureKind::DataRace, summary, evidence })
    }

    // Progress and bypass.

    pub(crate) fn request(&mut self, what: &str) {
        self.actors[self.running].request = Some((what.to_owned(), 0));
    }

    pub(crate) fn granted(&mut self, what: &str, names: &Names) {
        let me = self.running;
        self.progress.push((self.recorded.len(), me));
        if self.actors[me].request.as_ref().is_some_and(|(wanted, _)| wanted == what) {
            self.actors[me].request = None;
        }
        for other in (0..self.actors.len()).filter(|&other| other != me) {
            let Some((wanted, overtaken)) = &mut self.actors[other].request else { continue };
            *overtaken += 1;
            let (wanted, overtaken) = (wanted.clone(), *overtaken);
            if let Some(bound) = self.rules.bypass_bound.filter(|bound| overtaken > *bound)
                && self.stop.is_none()
            {
                let actor = self.actor_name(other, names);
                let times = if overtaken == 1 { "once".to_owned() } else { format!("{overtaken} times") };
                let summary = format!(
                    "{actor} asked to {wanted} and was overtaken {times} meanwhile; at most {bound} is promised."
                );
                let evidence = Evidence::Bypass { actor, wanted, overtaken, bound };
                self.fail(Failure { kind: FailureKind::Starvation, summary, evidence });
            }
        }
    }

    pub(crate) fn made_progress(&mut self) {
        self.progress.push((self.recorded.len(), self.running));
    }

    // The end.

    pub(crate) fn finish(&mut self, actor: ActorId) {
        self.actors[actor].status = Status::Finished;
        self.actors[actor].pending = None;
        let end = self.actors[actor].end;
        self.objects[end].state = State::End { actor, finished: true };
        self.objects[end].clocks.release(&self.actors[actor].clocks);
        self.progress.push((self.recorded.len(), actor));
    }

    /// A process is over: the kernel closes its files and releases its file locks, and nothing else.
    pub(crate) fn end_process(&mut self, process: ProcessId, exit: ProcessExit) {
        if self.processes[process].exit.is_some() {
            return;
        }
        self.processes[process].exit = Some(exit);
        for object in &mut self.objects {
            match &mut object.state {
                State::Process { process: it, ended } if *it == process => *ended = true,
                State::Pipe { readers, writers, .. } => {
                    readers.retain(|(holder, _)| *holder != process);
                    writers.retain(|(holder, _)| *holder != process);
                }
                State::FileLock { owner } if owner.is_some_and(|(holder, _)| holder == process) => *owner = None,
                _ => {}
            }
        }
        let object = self.processes[process].object;
        let me = self.running;
        self.objects[object].clocks.release(&self.actors[me].clocks);
    }

    /// The process whose object this is.
    pub(crate) fn process_of(&self, object: ObjectId) -> Option<ProcessId> {
        match self.objects[object].state {
            State::Process { process, .. } => Some(process),
            _ => None,
        }
    }

    /// The objects that the end of `process` would change now, besides its own.
    pub(crate) fn released_by(&self, process: ProcessId) -> impl Iterator<Item = ObjectId> {
        let changes = move |state: &State| match state {
            State::Pipe { readers, writers, .. } => readers.iter().chain(writers).any(|(holder, _)| *holder == process),
            State::FileLock { owner } => owner.is_some_and(|(holder, _)| holder == process),
            _ => false,
        };
        (0..self.objects.len()).filter(move |&object| changes(&self.objects[object].state))
    }

    /// The objects that the end of `process` could change at some time, besides its own: all it has been able to reach.
    pub(crate) fn within_reach_of(&self, process: ProcessId) -> impl Iterator<Item = ObjectId> {
        let pipes = &self.processes[process].pipes;
        let locks = (0..self.objects.len()).filter(|&it| matches!(self.objects[it].state, State::FileLock { .. }));
        pipes.iter().copied().chain(locks)
    }

    /// Whether `actor` is gone because its process was killed.
    pub(crate) fn is_killed(&self, actor: ActorId) -> bool {
        self.processes[self.actors[actor].process].killed
    }

    /// Nobody can go on: says who waits for what.
    pub(crate) fn fail_stuck(&mut self, names: &Names) {
        if self.stop.is_none() {
            let stuck = self.failed.is_none().then(|| Box::new(diagnose(self.actor_states(names))));
            self.stop = stuck.map(Stop::Failed);
            self.settle_failure();
        }
    }

    pub(crate) fn fail(&mut self, failure: Failure) {
        if self.stop.is_some() || self.failed.is_some() {
            return;
        }
        if self.rules.go_on_after_failure {
            self.failed = Some((Box::new(failure), self.choices.len(), self.decisions.len()));
        } else {
            self.stop = Some(Stop::Failed(Box::new(failure)));
        }
    }

    /// After a failure after which others have gone on: it is why the execution is over, if they have come to an end.
    pub(crate) fn settle_failure(&mut self) {
        if matches!(self.stop, Some(Stop::Cut(_))) {
            return;
        }
        if let Some((failure, choices, decisions)) = self.failed.take() {
            self.choices.truncate(choices);
            self.decisions.truncate(decisions);
            self.stop = Some(Stop::Failed(failure));
        }
    }

    /// The scenario has returned; work that is still going on is a leak.
    pub(crate) fn returned(&mut self, outcome: String, names: &Names) {
        if self.stop.is_some() {
            return;
        }
        if self.failed.is_some() {
            return;
        }
        self.outcome = Some(outcome);
        let left: Vec<ActorId> = (1..self.actors.len())
            .filter(|&actor| self.actors[actor].status != Status::Finished && !self.is_killed(actor))
            .collect();
        if left.is_empty() {
            self.stop = Some(Stop::Returned);
            return;
        }
        let who: Vec<String> = left.iter().map(|&actor| self.actor_name(actor, names)).collect();
        let summary = format!("The scenario returned while {} had not finished.", listed(&who));
        let actors = left.iter().map(|&actor| self.actor_state(actor, names)).collect();
        let evidence = Evidence::Waits { actors, cycle: Vec::new(), confirmed_by: None };
        self.fail(Failure { kind: FailureKind::Leak, summary, evidence });
    }

    // What others may see.

    /// A number for everything that can be seen of this state from outside the actors: two equal states have equal
    /// numbers. What a mutex protects and an actor's local variables are not seen.
    pub(crate) fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        for object in &self.objects {
            object.state.hash(&mut hasher);
            object.value.hash(&mut hasher);
        }
        for actor in &self.actors {
            actor.status.hash(&mut hasher);
            if let Some(op) = &actor.pending {
                (op.action, op.object, op.amount, std::ptr::from_ref(op.site)).hash(&mut hasher);
            }
        }
        hasher.finish()
    }

    /// Forgets all but the first `events` records: what follows only repeats them.
    pub(crate) fn keep_records(&mut self, events: usize) {
        self.recorded.truncate(events);
    }

    /// Actors that have asked for their turn and not got it.
    pub(crate) fn requesters(&self) -> impl Iterator<Item = (ActorId, &str)> {
        let all = self.actors.iter().enumerate();
        all.filter_map(|(id, actor)| actor.request.as_ref().map(|(wanted, _)| (id, wanted.as_str())))
    }

    pub(crate) fn steps_recorded(&self) -> usize {
        self.recorded.len()
    }

    /// Actors that have only looked since the record `from`, and have never offered their turn to anybody.
    pub(crate) fn spinning_since(&self, from: usize) -> Vec<ActorId> {
        let recent = &self.recorded[from.min(self.recorded.len())..];
        let only_looks = |action: Action| action.only_reads() || matches!(action, Action::Update(_));
        let spins = |actor: &ActorId| {
            let mut own = recent.iter().filter(|it| it.actor == *actor).peekable();
            own.peek().is_some() && own.all(|it| only_looks(it.action))
        };
        (0..self.actors.len()).filter(spins).collect()
    }

    /// Steps per actor among the records from `from` on.
    pub(crate) fn steps_by_actor(&self, from: usize, names: &Names) -> Vec<(String, usize)> {
        let mut steps = vec![0; self.actors.len()];
        for recorded in &self.recorded[from..] {
            steps[recorded.actor] += 1;
        }
        let named = steps.into_iter().enumerate().filter(|(_, steps)| *steps > 0);
        named.map(|(actor, steps)| (self.actor_name(actor, names), steps)).collect()
    }

    pub(crate) fn actor_name(&self, actor: ActorId, names: &Names) -> String {
        let it = &self.actors[actor];
        if let Some(name) = &it.name {
            return name.clone();
        }
        match names.at(it.spawned) {
            Some(name) => {
                let same = |other: &&Actor| other.name.is_none() && other.spawned == it.spawned;
                let total = self.actors.iter().filter(same).count();
                let before = self.actors[..actor].iter().filter(same).count();
                if total > 1 { format!("{name}#{}", before + 1) } else { name }
            }
            None => format!("thread-{actor}"),
        }
    }

    /// The actors' names without the numbers that tell them apart: those may grow with every actor that is started.
    pub(crate) fn names_for_schedules(&self, names: &Names) -> Vec<String> {
        let name = |(id, actor): (ActorId, &Actor)| {
            let named = actor.name.clone().or_else(|| names.at(actor.spawned));
            named.unwrap_or_else(|| format!("thread-{id}"))
        };
        self.actors.iter().enumerate().map(name).collect()
    }

    pub(crate) fn object_name(&self, object: ObjectId, names: &Names) -> String {
        let it = &self.objects[object];
        match &it.state {
            State::End { actor, .. } | State::Token { owner: actor, .. } => return self.actor_name(*actor, names),
            State::Process { process, .. } => {
                let main = (0..self.actors.len()).find(|&actor| self.actors[actor].process == *process);
                return main.map_or_else(|| format!("process-{process}"), |actor| self.actor_name(actor, names));
            }
            _ => {}
        }
        if let Some(name) = &it.name {
            return name.clone();
        }
        let kind = it.state.kind();
        let same = |other: &&Object| other.name.is_none() && other.created == it.created && other.state.kind() == kind;
        let total = self.objects.iter().filter(same).count();
        let before = self.objects[..object].iter().filter(same).count();
        match names.at(it.created) {
            Some(name) if total > 1 => format!("{name}#{}", before + 1),
            Some(name) => name,
            None => {
                let number = self.objects[..object].iter().filter(|other| other.state.kind() == kind).count();
                format!("{kind}#{}", number + 1)
            }
        }
    }

    /// What every unfinished actor holds and waits for.
    pub(crate) fn actor_states(&self, names: &Names) -> Vec<ActorState> {
        let unfinished = (0..self.actors.len()).filter(|&actor| self.actors[actor].status != Status::Finished);
        unfinished.map(|actor| self.actor_state(actor, names)).collect()
    }

    /// What an actor holds and waits for.
    pub(crate) fn actor_state(&self, actor: ActorId, names: &Names) -> ActorState {
        let it = &self.actors[actor];
        let holding = |(object, at): &(ObjectId, &'static Location<'static>)| {
            let object = self.object_name(*object, names);
            Holding { object, site: site(at) }
        };
        let waits = it.pending.filter(|_| !self.can_step(actor)).map(|op| {
            let blocking = op.object.map(|object| (object, &self.objects[object].state));
            let mut on: Vec<ActorId> = blocking.map_or_else(Vec::new, |(_, state)| state.waited_for(&op));
            if let Some((_, State::Process { process, .. })) = blocking {
                on.extend((0..self.actors.len()).filter(|&other| self.actors[other].process == *process));
            }
            if let Some((_, State::Pipe { readers, writers, .. })) = blocking {
                let ends = if op.action == Action::PipeWrite { readers } else { writers };
                let mine = it.process;
                let others = (0..self.actors.len()).filter(|&other| other != actor);
                let holders =
                    others.filter(|&other| ends.iter().any(|(p, _)| *p == self.actors[other].process && *p != mine));
                on.extend(holders.filter(|&other| self.actors[other].status != Status::Finished));
            }
            Waiting {
                action: op.action.waiting_word().to_owned(),
                object: op.object.map_or_else(String::new, |object| self.object_name(object, names)),
                site: site(op.site),
                on: on.into_iter().map(|actor| self.actor_name(actor, names)).collect(),
                note: blocking.map_or_else(String::new, |(_, state)| state.describe()),
            }
        });
        ActorState { actor: self.actor_name(actor, names), holds: it.holds.iter().map(holding).collect(), waits }
    }

    /// How simple this execution is to read: fewer is simpler.
    pub(crate) fn complexity(&self) -> (usize, usize) {
        let switches = self.recorded.windows(2).filter(|pair| pair[0].actor != pair[1].actor).count();
        (switches, self.recorded.len())
    }

    /// The label this execution is counted under; `None` if it was cut.
    pub(crate) fn label(&self) -> Option<&str> {
        match &self.stop {
            Some(Stop::Failed(failure)) => Some(failure.kind.label()),
            Some(Stop::Cut(_)) => None,
            _ => self.outcome.as_deref(),
        }
    }

    /// Whether it was given up because another execution stands for it.
    pub(crate) fn was_redundant(&self) -> bool {
        matches!(self.stop, Some(Stop::Cut(crate::engine::REDUNDANT)))
    }

    /// This execution in words, for reports.
    pub(crate) fn execution(&self, names: &Names) -> Execution {
        let event = |recorded: &Recorded| Event {
            actor: recorded.actor,
            action: recorded.action.word().to_owned(),
            object: recorded.object,
            also: recorded.also,
            read: recorded.trace.read.shown(),
            written: recorded.trace.written.shown(),
            left: recorded.trace.left.shown(),
            note: recorded.trace.note.to_owned(),
            site: site(recorded.site),
        };
        let mut events: Vec<Event> = self.recorded.iter().map(event).collect();
        let failure = match &self.stop {
            Some(Stop::Failed(failure)) => Some((**failure).clone()),
            _ => None,
        };
        if failure.as_ref().is_some_and(|failure| failure.kind == FailureKind::Deadlock) {
            let stuck = self.actors.iter().enumerate().filter(|(id, _)| !self.can_step(*id));
            events.extend(stuck.filter_map(|(actor, it)| it.pending.map(|op| (actor, op))).map(|(actor, op)| Event {
                actor,
                action: op.action.word().to_owned(),
                object: op.object,
                also: None,
                read: None,
                written: None,
                left: None,
                note: "blocks for ever".to_owned(),
                site: site(op.site),
            }));
        }
        let objects = (0..self.objects.len()).map(|object| ObjectInfo {
            name: self.object_name(object, names),
            kind: self.objects[object].state.kind().to_owned(),
            initial: self.objects[object].initial.shown(),
            capacity: self.objects[object].state.capacity(),
        });
        let actors: Vec<String> = (0..self.actors.len()).map(|actor| self.actor_name(actor, names)).collect();
        let words = unambiguous(&self.names_for_schedules(names));
        let schedule = Schedule::of(self.decisions.iter().map(|actor| words[*actor].as_str())).to_string();
        Execution { schedule, objects: objects.collect(), actors, events, outcome: self.outcome.clone(), failure }
    }
}

/// `a`, `a and b`, `a, b and c`.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}
