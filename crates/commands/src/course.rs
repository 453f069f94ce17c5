//! What the commands work on: the scenarios, and somebody who explores them.

use std::time::{Duration, Instant};

use racecourse::budget::Budget;
use racecourse::engine::EngineId;
use racecourse::exploration::{Coverage, Execution, Exploration};
use racecourse::isolate::{self, Limits};
use racecourse::scenario::{Actors, Scenario, Variant};
use racecourse::schedule::{Schedule, ScheduleError};
use racecourse::state_graph::{GraphError, StateGraph};

/// Somebody who lets an engine explore a variant. Called from several threads at once.
pub trait Explore: Sync {
    /// The time since some moment, by which explorations are timed.
    fn now(&self) -> Duration;

    /// What `engine` finds within `budget`. It never panics and always returns.
    fn explore(
        &self,
        scenario: &'static Scenario,
        variant: &'static Variant,
        engine: EngineId,
        budget: &Budget,
    ) -> Exploration;

    /// The same for real, within so much time and until `is_enough`: asked of each label when it is first seen, and of none every
    /// now and then.
    fn run(
        &self,
        scenario: &'static Scenario,
        variant: &'static Variant,
        engine: EngineId,
        budget: &Budget,
        time: Duration,
        is_enough: &dyn Fn(Option<&str>) -> bool,
    ) -> Exploration;

    /// What comes of following `schedule`, under the model or, for [`EngineId::Gated`], for real.
    ///
    /// # Errors
    ///
    /// If the variant cannot follow it.
    fn follow(
        &self,
        scenario: &'static Scenario,
        variant: &'static Variant,
        schedule: &Schedule,
        engine: EngineId,
        budget: &Budget,
    ) -> Result<Exploration, ScheduleError>;

    /// What comes of following `schedule`, which leads to `label`, and other orders of its steps under the model; `None` if nobody can
    /// say. See [`racecourse::engine::explain`].
    fn explain(
        &self,
        scenario: &'static Scenario,
        variant: &'static Variant,
        schedule: &Schedule,
        label: &str,
        budget: &Budget,
    ) -> Option<Execution>;

    /// All states of a variant, if there are at most so many.
    ///
    /// # Errors
    ///
    /// Why there is no graph of them.
    fn states(
        &self,
        scenario: &'static Scenario,
        variant: &'static Variant,
        most: usize,
    ) -> Result<StateGraph, GraphError>;
}

/// The scenarios, in teaching order, and who explores them.
pub struct Course {
    /// The scenarios.
    pub scenarios: Vec<&'static Scenario>,
    /// Who explores them.
    pub explorer: Box<dyn Explore>,
}

impl Course {
    /// These scenarios, with every engine in a watched process of its own.
    pub fn of(scenarios: &[&'static Scenario]) -> Self {
        Self { scenarios: scenarios.to_vec(), explorer: Box::new(Isolated { begun: Instant::now() }) }
    }

    /// What `engine` finds out about `variant`.
    pub fn explore(
        &self,
        scenario: &'static Scenario,
        variant: &'static Variant,
        engine: EngineId,
        budget: &Budget,
    ) -> Exploration {
        match (engine, scenario.actors) {
            (EngineId::Stress, Actors::Processes) => not_applicable(engine, "its actors are processes, not threads"),
            (EngineId::Processes, Actors::Threads) => not_applicable(engine, "its actors are threads, not processes"),
            _ => self.explorer.explore(scenario, variant, engine, budget),
        }
    }

    /// The same, with how long it took.
    pub fn timed(
        &self,
        scenario: &'static Scenario,
        variant: &'static Variant,
        engine: EngineId,
        budget: &Budget,
    ) -> (Exploration, Duration) {
        let begun = self.explorer.now();
        let exploration = self.explore(scenario, variant, engine, budget);
        (exploration, self.explorer.now().saturating_sub(begun))
    }

    /// What comes of following `schedule`.
    ///
    /// # Errors
    ///
    /// If the variant cannot follow it.
    pub fn follow(
        &self,
        scenario: &'static Scenario,
        variant: &'static Variant,
        schedule: &Schedule,
        engine: EngineId,
        budget: &Budget,
    ) -> Result<Exploration, ScheduleError> {
        self.explorer.follow(scenario, variant, schedule, engine, budget)
    }

    /// Adds what came of other orders of the steps that lead to `label`, which `exploration` has seen, if that can be asked.
    pub fn explain(
        &self,
        scenario: &'static Scenario,
        variant: &'static Variant,
        label: &str,
        exploration: &mut Exploration,
    ) {
        let Some(schedule) = exploration.schedule_to_explain(label) else { return };
        if let Some(asked) = self.explorer.explain(scenario, variant, &schedule, label, &variant.budget) {
            exploration.explain(label, asked);
        }
    }
}

fn not_applicable(engine: EngineId, reason: &str) -> Exploration {
    Exploration::new(engine, Coverage::NotApplicable { reason: reason.into() })
}

/// Every exploration in a watched process.
struct Isolated {
    begun: Instant,
}

impl Explore for Isolated {
    fn now(&self) -> Duration {
        self.begun.elapsed()
    }

    fn explore(
        &self,
        scenario: &'static Scenario,
        variant: &'static Variant,
        engine: EngineId,
        budget: &Budget,
    ) -> Exploration {
        isolate::explore(scenario, variant, engine, budget, &Limits::DEFAULT)
    }

    fn run(
        &self,
        scenario: &'static Scenario,
        variant: &'static Variant,
        engine: EngineId,
        budget: &Budget,
        time: Duration,
        is_enough: &dyn Fn(Option<&str>) -> bool,
    ) -> Exploration {
        // Who runs for some seconds does not want to wait for one run all that time.
        let silence = Limits::DEFAULT.silence.min(time / 2);
        let limits = Limits { total: time, silence, ..Limits::DEFAULT };
        isolate::explore_until(scenario, variant, engine, budget, &limits, is_enough)
    }

    fn follow(
        &self,
        scenario: &'static Scenario,
        variant: &'static Variant,
        schedule: &Schedule,
        engine: EngineId,
        budget: &Budget,
    ) -> Result<Exploration, ScheduleError> {
        let follow = if engine == EngineId::Gated { isolate::play } else { isolate::replay };
        follow(scenario, variant, schedule, budget, &Limits::DEFAULT)
    }

    fn explain(
        &self,
        scenario: &'static Scenario,
        variant: &'static Variant,
        schedule: &Schedule,
        label: &str,
        budget: &Budget,
    ) -> Option<Execution> {
        isolate::explain(scenario, variant, schedule, label, budget, &Limits::DEFAULT)
    }

    fn states(
        &self,
        scenario: &'static Scenario,
        variant: &'static Variant,
        most: usize,
    ) -> Result<StateGraph, GraphError> {
        isolate::states(scenario, variant, &variant.budget, most, &Limits::DEFAULT)
    }
}
