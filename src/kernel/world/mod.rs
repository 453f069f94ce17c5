//! One execution of a model: its actors, its objects, and what has happened so far.
//!
//! The world knows nothing of engines. A host (loom's or shuttle's runtime, or our coroutines) asks it who could go on, and
//! tells it when a step is taken.

mod create;
mod describe;
mod finish;
mod locks;
mod perform;
mod sections;

use std::panic::Location;

use super::clock::{ActorClocks, ObjectClocks};
use super::lock_order::Nesting;
use super::meaning::State;
use super::object::Object;
use super::operation::{Action, ActorId, ObjectId, Operation, ProcessId, Trace, Value};
use super::section::Section;
use super::stop::{Stop, Why};
use crate::exploration::Verb;
use crate::failure::{Access, Cause, Evidence, Failure, FailureKind, Site, Unordered};
use crate::naming::{Names, site};

/// What a step does to the world, and what of it is recorded. It is called at most once.
///
/// It is no type parameter, so that nothing below `step` is compiled anew for each operation of the facade, or in each
/// program that uses it.
pub(crate) type Act<'a> = &'a mut dyn FnMut(&mut World) -> Trace;

/// What limits an execution and what it may do by itself.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    pub(crate) steps: usize,
    pub(crate) bypass_bound: Option<usize>,
    pub(crate) spurious_wakeups: bool,
    /// Whether the others go on after a failure, for a search that learns from what they do. It changes nothing in what is
    /// recorded.
    pub(crate) continue_after_failure: bool,
    /// Whether an execution goes on after a data race, so that its outcome is seen.
    pub(crate) past_data_races: bool,
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
    /// The mutex that it has given up to wait, and where it had taken it.
    gave_up: Option<(ObjectId, &'static Location<'static>)>,
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

impl Actor {
    /// Forgets that it holds `object`; whether it did.
    fn gives_up(&mut self, object: ObjectId) -> bool {
        let held = self.holds.iter().rposition(|(held, _)| *held == object);
        held.map(|at| self.holds.remove(at)).is_some()
    }
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
    nestings: Vec<Nesting>,
    /// Where panics were, by their places in the record: nobody called anything of ours there.
    panics: Vec<(usize, Site)>,
    /// Stretches that the scenario has marked.
    sections: Vec<Section>,
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
            panics: Vec::new(),
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
            self.stop = Some(Stop::Abandoned(Why::TooManySteps));
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

    /// The running actor's last entry in the record is a panic, which was there.
    pub(crate) fn panicked(&mut self, at: Option<Site>) {
        self.actors[self.running].panicked = true;
        if let (Some(last), Some(at)) = (self.recorded.len().checked_sub(1), at) {
            self.panics.push((last, at));
        }
    }

    pub(crate) fn holds(&mut self, object: ObjectId, site: &'static Location<'static>) {
        self.actors[self.running].holds.push((object, site));
    }

    pub(crate) fn lets_go(&mut self, object: ObjectId) {
        // A guard may be dropped by another actor than the one that locked, so look for it everywhere.
        if !self.actors[self.running].gives_up(object) {
            let _ = self.actors.iter_mut().any(|actor| actor.gives_up(object));
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
            action: if writes { Verb::Write } else { Verb::Read },
            site: site(at),
        };
        let (first, second) = (access(first.actor, first.writes, first.site), access(me, writes, op.site));
        let object = self.object_name(object, names);
        let evidence = Evidence::Race { object, first, second, why: Unordered::NothingBetween };
        Some(Failure { kind: FailureKind::DataRace, cause: Cause::Evident, evidence })
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
                let evidence = Evidence::Bypass { actor, wanted, overtaken, bound };
                self.fail(Failure { kind: FailureKind::Starvation, cause: Cause::Evident, evidence });
            }
        }
    }

    pub(crate) fn made_progress(&mut self) {
        self.progress.push((self.recorded.len(), self.running));
    }
}
