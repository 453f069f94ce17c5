//! An execution of a model that follows a schedule.

use super::rested::{At, Choice, Rested, Search};
use super::resting::{Next, Open};
use super::search::{After, Executions, Run, every_execution, in_model};
use super::tally::Tally;
use super::{EngineId, Program};
use crate::begin::begin;
use crate::explorer::taught_if;
use racecourse_kernel as kernel;
use racecourse_kernel::stop::Why;
use racecourse_kernel::world::{Status, World};
use racecourse_meaning::ActorId;
use racecourse_sources::{Names, nearest, visible};
use racecourse_trace::budget::Budget;
use racecourse_trace::exploration::{Coverage, Execution};
use racecourse_trace::schedule::{Refusal, Schedule, ScheduleError, meant};

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

/// Follows `schedule`, under sequential consistency, and goes on by default when it is used up.
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
    let mut following = Rested::trusting(Following::new(schedule.clone()));
    // Of the steps that are taken in passing there may be some for each that is in the schedule.
    let steps = budget.steps.saturating_add(schedule.len().saturating_mul(4));
    let budget = Budget { steps, ..budget.clone() };
    let mut tally = Tally::of_trials(program.names());
    in_model(program, || {
        every_execution(program, &budget, Run::SHOWN, &mut following, |following, world| {
            if following.is_discarded() {
                return After::Next;
            }
            tally.add(world);
            After::Enough
        })
    });
    let coverage = Coverage::Sampled { executions: 1, seed: None };
    let mut observations = tally.into_exploration(EngineId::Explorer, coverage).observations;
    let execution = observations.pop_first().map(|(_, seen)| seen.example.into_execution());
    following.search().conclude(execution, steps)
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
    /// Who goes on next if nobody is named.
    by_default: Option<ActorId>,
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
        }
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

    fn decided(&mut self, At { world, enabled, .. }: At<'_>) -> Option<ActorId> {
        let names = kernel::names();
        self.names = world.names_for_schedules(&names);
        let named = self.named(world, enabled, &names);
        if named.is_none() && self.refusal.is_none() {
            return None;
        }
        // Who could only wake for no reason does not do so by default.
        let must: Vec<ActorId> = enabled.iter().copied().filter(|actor| world.must_go(*actor)).collect();
        self.by_default = self.stays_with(if must.is_empty() { enabled } else { &must });
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
        if self.by_default != Some(actor) {
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
