//! An execution of a model that follows a schedule.

use super::lasso::Tail;
use super::search::{After, Executions, Run, every_execution, in_model};
use super::tally::Tally;
use super::{EngineId, Program};
use crate::budget::Budget;
use crate::exploration::{Coverage, Execution};
use crate::kernel;
use crate::kernel::on_coroutines::Driver;
use crate::kernel::world::{Status, World};
use crate::schedule::{Refusal, Schedule, ScheduleError, meant};
use racecourse_meaning::{ActorId, Operation};
use racecourse_sources::{Names, nearest, visible};

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
    super::begin();
    let mut following = Following::new(schedule.clone());
    // Of the steps that are taken in passing there may be some for each that is in the schedule.
    let steps = budget.steps.saturating_add(schedule.len().saturating_mul(4));
    let budget = Budget { steps, executions: 1, ..budget.clone() };
    let mut tally = Tally::of_trials(program.names());
    in_model(program, || {
        every_execution(program, &budget, Run::SHOWN, &mut following, |_, world| {
            tally.add(world);
            After::Enough
        })
    });
    let coverage = Coverage::Sampled { executions: 1, seed: None };
    let mut observations = tally.into_exploration(EngineId::Explorer, coverage).observations;
    let execution = observations.pop_first().map(|(_, seen)| seen.example.into_execution());
    following.conclude(execution, steps)
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
    /// The states passed through, so that going round in circles is recognised.
    tail: Tail,
    judged: bool,
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
            tail: Tail::default(),
            judged: false,
        }
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
        // What goes round in circles has to be led round.
        let shortest = if self.is_lasso(&execution) { whole.clone() } else { whole.beginning(self.by_choice) };
        Ok(Replayed { execution, whole, shortest })
    }

    fn is_lasso(&self, execution: &Execution) -> bool {
        let evidence = execution.failure.as_ref().map(|failure| &failure.evidence);
        matches!(evidence, Some(crate::failure::Evidence::Lasso { .. }))
    }

    fn no_such_actor(&self, step: usize) -> Refusal {
        let word = self.schedule.name(step).unwrap_or_default();
        let nearest = nearest(word, self.names.iter().map(String::as_str)).map(str::to_owned);
        Refusal::Unknown { word: visible(word), nearest, actors: self.names.clone() }
    }
}

impl Executions for Following {
    fn begin(&mut self) -> bool {
        !std::mem::replace(&mut self.begun, true)
    }
}

impl Driver for Following {
    /// What yields in a circle has to be seen to do so.
    fn chooses_local_steps(&self) -> bool {
        true
    }

    fn choose(&mut self, world: &mut World, enabled: &[ActorId]) -> Option<ActorId> {
        let names = kernel::names();
        self.names = world.names_for_schedules(&names);
        self.tail.push(world, enabled);
        let passing = |actor: &&ActorId| world.actors[**actor].pending.is_some_and(|op| !op.action.is_decision());
        if let Some(actor) = enabled.iter().find(passing) {
            self.tail.took(*actor);
            return Some(*actor);
        }
        let by_default = self.last.filter(|last| enabled.contains(last)).or(enabled.first().copied())?;
        let named = self.named(world, enabled, &names);
        if named.is_none() && !std::mem::replace(&mut self.judged, true) && self.refusal.is_none() {
            self.tail.judge(world, &names);
            if world.stop.is_some() {
                return None;
            }
        }
        let actor = named.unwrap_or(by_default);
        self.tail.took(actor);
        self.decisions += 1;
        if actor != by_default {
            self.by_choice = self.decisions;
        }
        self.last = Some(actor);
        Some(actor)
    }

    fn forced_step(&mut self, _: &World, _: ActorId, _: &Operation) {}

    fn over(&mut self, _: &World) {}
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
