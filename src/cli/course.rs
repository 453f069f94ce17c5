//! What the commands work on: the scenarios, and somebody who explores them.

use crate::budget::Budget;
use crate::engine::EngineId;
use crate::exploration::{Coverage, Exploration};
use crate::isolate::{self, Limits};
use crate::scenario::{Actors, Scenario, Variant};

/// Somebody who lets an engine explore a variant. Called from several threads at once.
pub trait Explore: Sync {
    /// What `engine` finds within `budget`. It never panics and always returns.
    fn explore(
        &self,
        scenario: &'static Scenario,
        variant: &'static Variant,
        engine: EngineId,
        budget: &Budget,
    ) -> Exploration;
}

/// The scenarios, in teaching order, and who explores them.
pub struct Course {
    /// The scenarios.
    pub scenarios: Vec<&'static Scenario>,
    /// Who explores them.
    pub explorer: Box<dyn Explore>,
}

impl Course {
    /// The course as it is: every scenario, every engine in a watched process of its own.
    pub fn real() -> Self {
        Self { scenarios: crate::scenarios::ALL.to_vec(), explorer: Box::new(Isolated) }
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
}

fn not_applicable(engine: EngineId, reason: &str) -> Exploration {
    Exploration::new(engine, Coverage::NotApplicable { reason: reason.to_owned() })
}

/// Every exploration in a watched process.
struct Isolated;

impl Explore for Isolated {
    fn explore(
        &self,
        scenario: &'static Scenario,
        variant: &'static Variant,
        engine: EngineId,
        budget: &Budget,
    ) -> Exploration {
        isolate::explore(scenario, variant, engine, budget, &Limits::DEFAULT)
    }
}
