//! An execution of a model that follows a schedule: an order of steps, or one that says besides which values are old.

use std::panic::Location;

use super::execution_graphs::Remembered;
use super::rested::{At, Choice, Rested, Search};
use super::resting::{Few, Next, Open};
use super::search::{After, Executions, Run, every_execution, in_model};
use super::tally::Tally;
use super::{EngineId, Program};
use crate::begin::begin;
use crate::explorer::taught_if;
use racecourse_kernel as kernel;
use racecourse_kernel::on_coroutines::Driver;
use racecourse_kernel::stop::{Stop, Why};
use racecourse_kernel::world::{Status, World};
use racecourse_meaning::{ActorId, End, ObjectId, Operation, Order};
use racecourse_sources::{Names, nearest, visible};
use racecourse_trace::budget::Budget;
use racecourse_trace::exploration::{Coverage, Execution};
use racecourse_trace::failure::Cause;
use racecourse_trace::schedule::{Mark, Refusal, Schedule, ScheduleError, meant};

/// An execution that has followed a schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replayed {
    /// What happened.
    pub execution: Execution,
    /// All of its decisions: those of the schedule, and those that came by default after its end.
    pub whole: Schedule,
    /// The shortest beginning of them after which the rest comes by default.
    pub shortest: Schedule,
}

/// Follows `schedule`, and goes on by default when it is used up: under sequential consistency, and if it is marked under the
/// language's memory model, where each step that has no mark finds the newest value.
///
/// # Errors
///
/// If the program cannot follow it: the error says at which word, and why not.
pub fn replay(program: &Program, schedule: &Schedule, budget: &Budget) -> Result<Replayed, ScheduleError> {
    begin();
    taught_if(program, budget, Result::is_err, || follow(program, schedule, budget))
}

/// The same, for an engine that has begun.
pub(crate) fn follow(program: &Program, schedule: &Schedule, budget: &Budget) -> Result<Replayed, ScheduleError> {
    let mut replaying = Replaying::new(schedule.clone());
    // Of the steps that are taken in passing there may be some for each that is in the schedule.
    let steps = budget.steps.saturating_add(schedule.len().saturating_mul(4));
    // Where values are old races are told on the graph.
    let past_data_races = budget.past_data_races || replaying.memory.is_some();
    replaying.is_about_races = !budget.past_data_races;
    let budget = Budget { steps, past_data_races, ..budget.clone() };
    let mut tally = Tally::of_trials(program.names());
    in_model(program, || {
        every_execution(program, &budget, Run::SHOWN, &mut replaying, |replaying, world| {
            if replaying.is_discarded() {
                return After::Next;
            }
            tally.add(world);
            After::Enough
        })
    });
    let coverage = Coverage::Sampled { executions: 1, seed: None };
    let mut observations = tally.into_exploration(EngineId::Explorer, coverage).observations;
    let execution = observations.pop_first().map(|(_, seen)| replaying.told(seen.example.into_execution()));
    replaying.following.search().conclude(execution, steps)
}

/// The execution that follows a schedule, with what has been stored in it, if it is said which values are old.
struct Replaying {
    following: Rested<Following>,
    memory: Option<Remembered>,
    /// Whether a data race is a failure then.
    is_about_races: bool,
    /// What is said of each decision.
    marks: Vec<Mark>,
}

impl Replaying {
    fn new(schedule: Schedule) -> Self {
        let memory = schedule.first_marked().map(|_| Remembered::new());
        let following = Rested::trusting(Following::new(schedule));
        Self { following, memory, is_about_races: true, marks: Vec::new() }
    }

    /// `actor` is about to go on, as the schedule names it or by default.
    fn remember(&mut self, world: &mut World, actor: ActorId) {
        let mark = self.following.search().mark();
        if world.actors[actor].pending.is_some_and(|op| world.is_decision(actor, &op)) {
            self.marks.push(mark);
        }
        let refused = self.memory.as_mut().and_then(|memory| memory.takes(world, actor, mark).err());
        if let Some(why) = refused {
            self.following.search_mut().is_refused(*why);
            self.memory = None;
        }
    }

    /// The execution, with what is to be said of it where values are old.
    fn told(&self, mut execution: Execution) -> Execution {
        if let Some(memory) = &self.memory {
            let marks = self.marks.iter().copied().chain(std::iter::repeat(Mark::default()));
            execution.odd = Some(memory.odd_steps(execution.events.len()));
            execution.schedule = Schedule::of_marked(execution.schedule.iter().zip(marks));
        }
        execution
    }
}

impl Executions for Replaying {
    fn begin(&mut self) -> bool {
        if !self.following.begin() {
            return false;
        }
        self.marks.clear();
        self.memory = self.following.search().schedule.first_marked().map(|_| Remembered::new());
        true
    }

    fn is_discarded(&self) -> bool {
        self.following.is_discarded()
    }

    fn looks_inside(&self) -> bool {
        self.following.looks_inside()
    }

    fn difference(&self) -> Option<&Cause> {
        self.following.difference()
    }
}

impl Driver for Replaying {
    fn choose(&mut self, world: &mut World, enabled: &[ActorId]) -> Option<ActorId> {
        if let Some(memory) = &mut self.memory {
            memory.renew(world);
        }
        let actor = self.following.choose(world, enabled)?;
        self.remember(world, actor);
        Some(actor)
    }

    fn takes_in_passing(&self, actor: ActorId) -> bool {
        self.following.takes_in_passing(actor)
    }

    fn forced_step(&mut self, world: &World, actor: ActorId, op: &Operation) {
        self.following.forced_step(world, actor, op);
        if let Some(memory) = &mut self.memory {
            memory.forced(world, actor, op);
        }
    }

    fn fence(&mut self, actor: ActorId, order: Order, site: &'static Location<'static>) {
        if let Some(memory) = &mut self.memory {
            memory.fence(actor, order, site);
        }
    }

    fn opened(&mut self, actor: ActorId, channel: ObjectId, end: End, site: &'static Location<'static>) {
        if let Some(memory) = &mut self.memory {
            memory.opened(actor, channel, end, site);
        }
    }

    fn spawned(&mut self, parent: ActorId, child: ActorId, site: &'static Location<'static>) {
        if let Some(memory) = &mut self.memory {
            memory.spawned(parent, child, site);
        }
    }

    fn over(&mut self, world: &World) {
        self.following.over(world);
    }

    fn settle(&mut self, world: &mut World) {
        if let Some(memory) = &self.memory
            && self.is_about_races
            && !matches!(world.stop, Some(Stop::Abandoned(_)))
        {
            memory.settle(world);
        }
    }
}

/// The search of one execution, with what is to be said about it afterwards.
struct Following {
    schedule: Schedule,
    begun: bool,
    /// Steps of the schedule that have been taken.
    taken: usize,
    /// Who took the last decision.
    last: Option<ActorId>,
    /// How many decisions there were up to the last that was not what comes by default.
    by_choice: usize,
    decisions: usize,
    /// Why the schedule could not be followed further, if that is so; `None` inside where its actor does not exist.
    refusal: Option<Option<Refusal>>,
    /// All actors so far.
    names: Vec<String>,
    /// Who goes on next if nobody is named, and whether somebody is.
    by_default: Option<ActorId>,
    is_named: bool,
}

impl Following {
    fn new(schedule: Schedule) -> Self {
        Self {
            schedule,
            begun: false,
            taken: 0,
            last: None,
            by_choice: 0,
            decisions: 0,
            refusal: None,
            names: Vec::new(),
            by_default: None,
            is_named: false,
        }
    }

    /// What the schedule says of the step that is about to be taken.
    fn mark(&self) -> Mark {
        if self.is_named { self.schedule.mark(self.taken - 1) } else { Mark::default() }
    }

    /// What the schedule says of the step that is about to be taken cannot be.
    fn is_refused(&mut self, why: Refusal) {
        self.taken -= usize::from(self.is_named);
        self.refusal.get_or_insert(Some(why));
    }

    /// Who goes on by default, one of these: who has gone on last.
    fn stays_with(&self, able: &[ActorId]) -> Option<ActorId> {
        self.last.filter(|last| able.contains(last)).or(able.first().copied())
    }

    /// The actor that the schedule names next, if it can go on.
    fn named(&mut self, world: &World, enabled: &[ActorId], names: &Names) -> Option<ActorId> {
        let word = self.schedule.name(self.taken).filter(|_| self.refusal.is_none())?;
        let actor = meant(word, &self.names).map(|place| world.born.actors[place]);
        match actor {
            Some(actor) if enabled.contains(&actor) => {
                self.taken += 1;
                return Some(actor);
            }
            Some(actor) => self.refusal = Some(Some(why_not(world, actor, names))),
            None => self.refusal = Some(None),
        }
        None
    }

    /// The execution, or what was wrong with the schedule.
    fn conclude(&self, execution: Option<Execution>, steps: usize) -> Result<Replayed, ScheduleError> {
        let unknown = |word: &str| meant(word, &self.names).is_none();
        if let Some(refusal) = &self.refusal {
            if let Some(step) = (0..self.schedule.len()).find(|step| self.schedule.name(*step).is_some_and(unknown)) {
                return Err(self.schedule.refused_at(step, self.no_such_actor(step)));
            }
            let word = self.schedule.name(self.taken).unwrap_or_default();
            let why = refusal.clone().unwrap_or_else(|| Refusal::NotStarted(visible(word)));
            return Err(self.schedule.refused_at(self.taken, why));
        }
        let Some(execution) = execution else {
            return Err(ScheduleError::refused(Refusal::NoEnd { steps }));
        };
        if self.taken < self.schedule.len() {
            return Err(self.schedule.refused_at(self.taken, Refusal::Over(execution.label().to_owned())));
        }
        let whole = execution.schedule.clone();
        let shortest = whole.beginning(self.by_choice);
        Ok(Replayed { execution, whole, shortest })
    }

    fn no_such_actor(&self, step: usize) -> Refusal {
        let word = self.schedule.name(step).unwrap_or_default();
        let nearest = nearest(word, self.names.iter().map(String::as_str)).map(str::to_owned);
        Refusal::Unknown { word: visible(word), nearest, actors: self.names.clone() }
    }
}

impl Search for Following {
    fn begin(&mut self, next: Next) -> bool {
        let again = matches!(next, Next::Again | Next::StartOver);
        if std::mem::replace(&mut self.begun, true) && !again {
            return false;
        }
        self.taken = 0;
        self.last = None;
        self.by_choice = 0;
        self.decisions = 0;
        true
    }

    fn decided(&mut self, At { world, enabled, rest }: At<'_>) -> Option<ActorId> {
        let names = kernel::names();
        self.names = world.names_for_schedules(&names);
        let named = self.named(world, enabled, &names);
        self.is_named = named.is_some();
        if named.is_none() && self.refusal.is_none() {
            return None;
        }
        // Who could only wake for no reason does not do so by default, and who rests lets others go on.
        let mut able: Few = enabled.iter().copied().filter(|actor| world.must_go(*actor)).collect();
        if named.is_some() {
            let resting = rest.resting_among(world, &able);
            able.retain(|actor| !resting.contains(actor));
        } else if able.is_empty() {
            able.extend_from_slice(enabled);
        }
        self.by_default = self.stays_with(&able);
        named.or(self.by_default)
    }

    fn choose(&mut self, _: At<'_>, open: Open) -> Choice {
        // Who rests goes on only if nobody else can, and somebody is passed over.
        let able = [open.free, open.resting, open.optional].into_iter().find(|able| !able.is_empty());
        self.by_default = able.and_then(|able| self.stays_with(&able));
        self.by_default.map_or(Choice::Nobody(Why::NobodyChosen), Choice::Of)
    }

    fn step(&mut self, _: At<'_>, actor: ActorId) {
        self.decisions += 1;
        if self.by_default != Some(actor) || self.mark().says_something() {
            self.by_choice = self.decisions;
        }
        self.last = Some(actor);
    }
}

/// Why `actor` cannot take a step now.
fn why_not(world: &World, actor: ActorId, names: &Names) -> Refusal {
    let name = world.actor_name(actor, names);
    if world.is_killed(actor) {
        return Refusal::Killed(name);
    }
    if world.actors[actor].status == Status::Finished {
        return Refusal::Finished(name);
    }
    match world.actor_state(actor, names).waits {
        Some(waits) => Refusal::Waits(name, waits),
        None => Refusal::NoStep(name),
    }
}
