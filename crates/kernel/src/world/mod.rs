//! One execution of a model: its actors, its objects, and what has happened so far.
//!
//! The world knows nothing of engines. A host (loom's or shuttle's runtime, or our coroutines) asks it who could go on, and
//! tells it when a step is taken.

mod create;
mod describe;
mod finish;
mod locks;
mod order;
mod perform;
mod record;
mod relay;
mod sections;

pub(crate) use self::order::Race;
pub(crate) use self::record::MARK;
pub use self::record::process_end;

use std::borrow::Cow;
use std::panic::Location;

use smallvec::SmallVec;

use super::lock_order::Nesting;
use super::numbers::{Kind, Numbers};
use super::object::Object;
use super::order::Order;
use super::section::Section;
use super::stop::{Stop, Why};
use super::transcript::Transcript;
use racecourse_meaning::{Action, ActorId, Effect, ObjectId, Operation, ProcessId, State, States};
use racecourse_sources::Names;
use racecourse_trace::budget::Budget;
use racecourse_trace::failure::{Cause, Evidence, Failure, FailureKind, Site};
use racecourse_trace::outcome::Outcome;

/// What limits an execution and what it may do by itself.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// How many steps it may have before it is given up.
    pub steps: usize,
    /// How often others may be served before an actor that has asked for its turn; more is starvation. `None`: any number.
    pub bypass_bound: Option<usize>,
    /// Whether an actor that waits may wake for no reason, once.
    pub spurious_wakeups: bool,
    /// Whether the others go on after a failure, for a search that learns from what they do. It changes nothing in what is
    /// recorded.
    pub continue_after_failure: bool,
    /// Whether an execution goes on after a data race, so that its outcome is seen.
    pub past_data_races: bool,
    /// Whether it is kept what each step shows, for a report. A search does without: what it wants to show it runs again.
    pub recorded: bool,
    /// Whether it is up to who drives when those stop whose process was killed. Else nobody takes a step after that.
    pub deaths_are_told: bool,
    /// Whether what is made has the same number in every execution of an exploration. Else numbers go by who was first.
    pub keeps_numbers: bool,
    /// Whether those who give up a lock compare what it guards with what it was.
    pub looks_inside: bool,
}

impl Rules {
    /// For executions that are shown as they come, as far as `budget` lets them go.
    pub const fn of(budget: &Budget) -> Self {
        Self {
            steps: budget.steps,
            bypass_bound: budget.bypass_bound,
            spurious_wakeups: budget.spurious_wakeups,
            continue_after_failure: false,
            past_data_races: budget.past_data_races,
            recorded: true,
            deaths_are_told: false,
            keeps_numbers: true,
            looks_inside: false,
        }
    }
}

/// What the next step finds, where that is not what was there last: its driver answers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The value of its atomic.
    pub value: u64,
    /// Whether it is an exchange that fails although it finds what it expects.
    pub fails: bool,
}

/// How far an actor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Not started in this execution.
    NotThere,
    /// Spawned, has not taken its first step.
    New,
    /// Between two announced steps.
    Running,
    /// Has announced a step.
    Pending,
    /// Has ended.
    Finished,
}

/// An actor of a world: `main`, a thread, or the first thread of a process.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Its name, if it was given one.
    pub name: Option<Cow<'static, str>>,
    /// Where it was started.
    pub spawned: &'static Location<'static>,
    /// Who started it; `main` itself.
    pub parent: ActorId,
    /// How much it has made of each kind.
    made: Made,
    /// The process that it is in.
    pub process: ProcessId,
    /// How far it is.
    pub status: Status,
    /// The step that it has announced and not yet taken.
    pub pending: Option<Operation>,
    /// The locks that it holds, in the order in which it took them, and where it did.
    pub holds: SmallVec<[(ObjectId, &'static Location<'static>); 2]>,
    /// Its end, for those who join it.
    pub end: ObjectId,
    /// Its park token, if somebody has asked for it.
    token: Option<ObjectId>,
    /// The mutex that it has given up to wait, and where it had taken it.
    gave_up: Option<(ObjectId, &'static Location<'static>)>,
    /// What it asked for and how often others were served since.
    request: Option<(String, usize)>,
    /// Whether it has woken up for no reason before: once an execution is enough to show the harm.
    woke_spuriously: bool,
    /// Whether it has ended by a panic that nobody has taken note of.
    pub panicked: bool,
    /// Whether somebody has waited for its end.
    awaited: bool,
    /// How often it has left what a lock guards changed, as far as anybody has asked for that.
    pub changes_inside: usize,
    /// The same, or perhaps not what it was: what it owns elsewhere cannot be looked at.
    pub unsure_inside: usize,
}

/// How many actors, objects, processes and copies of objects somebody has made.
#[derive(Clone, Copy, Debug, Default)]
struct Made {
    actors: usize,
    objects: usize,
    processes: usize,
    copies: usize,
}

impl Actor {
    /// Nobody, at a number that somebody has in another execution.
    fn not_there() -> Self {
        Self {
            name: None,
            spawned: Location::caller(),
            parent: 0,
            made: Made::default(),
            process: 0,
            status: Status::NotThere,
            pending: None,
            holds: SmallVec::new(),
            end: 0,
            token: None,
            gave_up: None,
            request: None,
            woke_spuriously: false,
            panicked: false,
            awaited: false,
            changes_inside: 0,
            unsure_inside: 0,
        }
    }

    /// It is started, in the place of who had its number in the last execution.
    fn is_started(
        &mut self,
        name: Option<Cow<'static, str>>,
        spawned: &'static Location<'static>,
        parent: ActorId,
        process: ProcessId,
        end: ObjectId,
    ) {
        self.name = name;
        self.spawned = spawned;
        self.parent = parent;
        self.made = Made::default();
        self.process = process;
        self.status = Status::New;
        self.pending = None;
        self.holds.clear();
        self.end = end;
        self.token = None;
        self.gave_up = None;
        self.request = None;
        self.woke_spuriously = false;
        self.panicked = false;
        self.awaited = false;
        self.changes_inside = 0;
        self.unsure_inside = 0;
    }

    /// The execution is over, and in the next one perhaps nobody has its number. Who looks through all numbers is to find
    /// nothing that it left.
    fn leaves(&mut self) {
        self.status = Status::NotThere;
        self.pending = None;
        self.holds.clear();
        self.request = None;
    }

    /// Whether it takes no more steps: it has ended, or was never there.
    #[inline]
    pub const fn is_gone(&self) -> bool {
        matches!(self.status, Status::Finished | Status::NotThere)
    }

    /// Forgets that it holds `object`; whether it did.
    fn gives_up(&mut self, object: ObjectId) -> bool {
        let held = self.holds.iter().rposition(|(held, _)| *held == object);
        held.map(|at| self.holds.remove(at)).is_some()
    }
}

/// A process of a world.
#[derive(Clone, Debug, Default)]
pub struct Process {
    /// What it is to those who wait for it or kill it.
    pub object: ObjectId,
    /// Its name, known before the actor that runs it is there: copies of memory are named after it.
    pub name: Option<String>,
    pub(crate) killed: bool,
    pub(crate) waited_for: bool,
    /// Whether somebody has waited for its end or caused it.
    awaited: bool,
    /// The pipes of which it has had an end open at some time.
    pub pipes: SmallVec<[ObjectId; 4]>,
}

/// Actors and objects in the order in which they were made, which is the order of reports.
#[derive(Debug, Default)]
pub struct Born {
    /// The actors, `main` first.
    pub actors: Vec<ActorId>,
    /// The objects.
    pub objects: Vec<ObjectId>,
}

/// Objects there are before `main` is: its token if somebody asks for it, its process, its end, and who asks for turns.
const BEFORE_MAIN: usize = 4;

/// So many steps that nobody else notices come on top of those that an execution may have: who only yields has to be seen to do
/// nothing else.
const MOST_IN_PASSING: usize = 10_000;

/// What anybody else has without having made it: its token, if somebody asks for it.
const BEFORE_OTHERS: usize = 1;

/// One execution.
#[derive(Debug)]
pub struct World {
    /// What limits it.
    pub rules: Rules,
    /// The actor that is running.
    pub running: ActorId,
    /// Its actors by number; some numbers may have nobody in this execution.
    pub actors: Vec<Actor>,
    /// Its objects by number; some numbers may have nothing in this execution.
    pub objects: Vec<Object>,
    /// What the objects mean now, in the same order.
    pub states: States,
    /// Values in words, for memory whose type is no number.
    pub texts: Vec<String>,
    /// Its processes by number.
    pub processes: Vec<Process>,
    /// Why it is over; `None` while it goes on.
    pub stop: Option<Stop>,
    /// What the step finds that has just been chosen. Whoever chooses says so.
    pub found: Option<Found>,
    /// A failure after which the others have gone on, with the numbers of choices and decisions before it.
    failed: Option<(Box<Failure>, usize, usize)>,
    /// Whether an end has come for which somebody may have waited. Who has goes on before anybody takes a step: whether that is a
    /// panic must not depend on how a search goes on.
    pub(crate) somebody_has_ended: bool,
    pub(crate) outcome: Option<Outcome>,
    /// Decisions in order: who took each announced step.
    pub choices: Vec<ActorId>,
    /// Those of them whose order can matter: the schedule.
    pub decisions: Vec<ActorId>,
    /// How many marks of progress each actor has made.
    pub progress: Vec<(usize, ActorId)>,
    /// What asking for a turn and getting it are steps on, where a bound on being overtaken is promised.
    pub(crate) turns: Option<ObjectId>,
    /// What has happened in it.
    pub transcript: Transcript,
    /// What the last step has come to whose order matters.
    pub came_to: Effect,
    /// What comes before what in it, and how far that has been looked at.
    order: Order,
    ordered: order::Reach,
    /// Whether something asks for the order of its steps, whatever locks were taken in locks: plain memory, marked sections.
    asks_for_order: bool,
    /// How far it had come with each access to plain memory.
    accesses: Vec<order::Reached>,
    /// Locks that were taken while others were held.
    nestings: Vec<Nesting>,
    /// Where panics were, by their places in the record: nobody called anything of ours there.
    panics: Vec<(usize, Site)>,
    /// Stretches that the scenario has marked.
    sections: Vec<Section>,
    numbers: Numbers,
    /// What has been made in this execution, in that order.
    pub born: Born,
    /// The process whose memory new objects are in, while a child's memory is being copied.
    copying_for: Option<ProcessId>,
    /// How often somebody has left what a lock guards changed, as far as anybody has asked for that.
    pub changes_inside: usize,
}

impl World {
    /// A world in which nobody is; [`begin`](Self::begin) makes it one.
    pub(crate) fn new(rules: Rules) -> Self {
        Self {
            rules,
            running: 0,
            actors: Vec::new(),
            objects: Vec::new(),
            states: States::default(),
            texts: Vec::new(),
            processes: Vec::new(),
            stop: None,
            found: None,
            failed: None,
            somebody_has_ended: false,
            outcome: None,
            choices: Vec::new(),
            decisions: Vec::new(),
            progress: Vec::new(),
            turns: None,
            transcript: Transcript::default(),
            came_to: MARK,
            order: Order::default(),
            ordered: order::Reach::default(),
            asks_for_order: false,
            accesses: Vec::new(),
            nestings: Vec::new(),
            panics: Vec::new(),
            sections: Vec::new(),
            numbers: Numbers::default(),
            born: Born::default(),
            copying_for: None,
            changes_inside: 0,
        }
    }

    /// A world for another execution of the same exploration: what is made in it has the numbers that it has in this one.
    pub fn another(&self) -> Box<Self> {
        Box::new(Self { numbers: self.numbers.clone(), ..Self::new(self.rules) })
    }

    /// An execution begins: only `main` is there, running. What memory the last one took is used again.
    pub(crate) fn begin(&mut self) {
        let here = Location::caller();
        self.running = 0;
        if self.rules.keeps_numbers {
            for actor in self.born.actors.drain(..) {
                self.actors[actor].leaves();
            }
            for object in self.born.objects.drain(..) {
                self.states[object] = State::NotThere;
            }
        } else {
            self.born.actors.clear();
            self.born.objects.clear();
            self.actors.clear();
            self.objects.clear();
            self.states.clear();
        }
        self.texts.clear();
        self.processes.clear();
        self.stop = None;
        self.found = None;
        self.failed = None;
        self.somebody_has_ended = false;
        self.outcome = None;
        self.choices.clear();
        self.decisions.clear();
        self.progress.clear();
        self.turns = None;
        self.transcript.clear();
        self.begin_order();
        self.nestings.clear();
        self.panics.clear();
        self.sections.clear();
        self.copying_for = None;
        self.changes_inside = 0;
        self.add_process(here);
        self.add_actor(Some(Cow::Borrowed("main")), 0, here);
        self.actors[0].status = Status::Running;
        if self.rules.bypass_bound.is_some() {
            self.turns = Some(self.add_object(State::Turns, here, true));
        }
    }

    /// Forgets what numbers were given: another program is explored.
    pub(crate) fn forget_numbers(&mut self) {
        self.numbers.clear();
    }

    /// Who has made the actor or the object, and as the how-manieth.
    #[inline]
    pub fn origin(&self, kind: Kind, number: usize) -> Option<(ActorId, usize)> {
        self.numbers.origin(kind, number)
    }

    // Who can go on.

    /// Whether `actor` could take its next step now. An actor between two steps always can.
    pub fn can_step(&self, actor: ActorId) -> bool {
        let it = &self.actors[actor];
        match (it.status, &it.pending) {
            (Status::Finished | Status::NotThere, _) => false,
            // What is left of it is to end.
            _ if self.is_killed(actor) || self.is_to_die(actor) => true,
            (_, None) => true,
            (_, Some(op)) => self.spurious_wake_possible(actor, op) || self.states.allow(actor, op),
        }
    }

    /// Whether `actor` has to be let go at some time: it can take its next step, and not only because it may wake up for no
    /// reason.
    pub fn must_go(&self, actor: ActorId) -> bool {
        let it = &self.actors[actor];
        match (it.status, &it.pending) {
            (Status::Finished | Status::NotThere, _) => false,
            _ if self.is_killed(actor) => true,
            (_, None) => true,
            (_, Some(op)) => self.states.allow(actor, op),
        }
    }

    /// Whether `actor`, which has announced `op`, could take it because it wakes for no reason.
    #[inline]
    pub fn spurious_wake_possible(&self, actor: ActorId, op: &Operation) -> bool {
        let wakes = matches!(op.action, Action::Wake { .. } | Action::Park { .. });
        self.rules.spurious_wakeups && wakes && !self.actors[actor].woke_spuriously
    }

    /// Whether nobody can go on although somebody has not finished.
    pub(crate) fn is_stuck(&self) -> bool {
        self.actors.iter().any(|actor| !actor.is_gone()) && (0..self.actors.len()).all(|actor| !self.can_step(actor))
    }

    // Steps.

    pub(crate) fn announce(&mut self, op: Operation) {
        let actor = &mut self.actors[self.running];
        actor.pending = Some(op);
        actor.status = Status::Pending;
    }

    /// Whether somebody was started and has not begun yet. They begin in the order in which they were started, before anybody
    /// takes a step: so whom they start has the same number in a schedule, however a search goes on.
    #[inline]
    pub(crate) fn somebody_is_new(&self) -> bool {
        self.born.actors.last().is_some_and(|&actor| self.actors[actor].status == Status::New)
    }

    /// Whether this step of `actor` commutes with every other actor's from the moment it is possible, so that taking it at once
    /// loses nothing. Whether a process has come to wait for the end of another one is a question of order if it can be killed
    /// meanwhile; its own threads are killed with it.
    #[inline]
    pub fn commutes(&self, actor: ActorId, op: &Operation) -> bool {
        op.action.awaits_an_end() && (op.action == Action::Join || self.actors[actor].process == 0)
    }

    /// Whether the order in which `actor` takes this step can matter, so that it stands in a schedule.
    #[inline]
    pub fn is_decision(&self, actor: ActorId, op: &Operation) -> bool {
        !self.commutes(actor, op) && !op.action.is_local()
    }

    /// The running actor takes the step it has announced.
    pub(crate) fn begin_step(&mut self) {
        let me = self.running;
        self.choices.push(me);
        if self.actors[me].pending.as_ref().is_some_and(|op| self.is_decision(me, op)) {
            self.decisions.push(me);
        }
        self.actors[me].pending = None;
        self.actors[me].status = Status::Running;
        let too_many =
            self.decisions.len() > self.rules.steps || self.choices.len() > self.rules.steps + MOST_IN_PASSING;
        if too_many && self.stop.is_none() {
            self.stop = Some(Stop::Abandoned(Why::TooManySteps));
        }
    }

    /// Takes note of a step after which the end of an actor or a process is certain.
    pub(crate) fn note_ends(&mut self, op: &Operation) {
        match (op.action, op.object().map(|object| &self.states[object])) {
            (Action::Join, Some(&State::End { actor, .. })) => self.actors[actor].awaited = true,
            (Action::WaitChild | Action::Kill, Some(&State::Process { process, .. })) => {
                self.processes[process].awaited = true;
            }
            _ => {}
        }
    }

    /// Whether there is an actor that nobody has waited for.
    pub(crate) fn has_loose_ends(&self) -> bool {
        let left_alone = |actor: &Actor| !actor.awaited && !self.processes[actor.process].awaited;
        self.actors[1..].iter().any(|actor| actor.status != Status::NotThere && left_alone(actor))
    }

    /// The running actor's last entry in the record is a panic, which was there.
    pub(crate) fn panicked(&mut self, at: Option<Site>) {
        self.actors[self.running].panicked = true;
        if let (Some(last), Some(at)) = (self.transcript.len().checked_sub(1), at) {
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

    /// Marks that the running actor woke up although nobody had woken it.
    pub(crate) fn woke_spuriously(&mut self) {
        self.actors[self.running].woke_spuriously = true;
    }

    // Progress and bypass.

    /// The running actor asks for its turn at `what`.
    pub fn request(&mut self, what: &str) {
        self.actors[self.running].request = Some((what.to_owned(), 0));
    }

    /// The running actor has got its turn at `what`. That one of the others has been overtaken too often is a failure.
    pub fn granted(&mut self, what: &str, names: &Names) {
        let me = self.running;
        self.progress.push((self.transcript.len(), me));
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

    /// The running actor has come a step nearer to what it is for.
    pub fn made_progress(&mut self) {
        self.progress.push((self.transcript.len(), self.running));
    }
}
