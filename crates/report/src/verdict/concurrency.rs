//! Whether a fix has kept what may run at the same time.

use super::Grounds;
use crate::scenario::{Concurrent, Role, Scenario, Variant};
use racecourse_trace::exploration::{EngineId, Exploration, Overlap};

/// What a complete search shows about one of the scenario's statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concurrency {
    /// The sections ran at the same time, in so many executions at least.
    Kept {
        /// How many.
        executions: u64,
    },
    /// They never did, and nobody said so.
    Serialised,
    /// They never did, for this stated reason.
    GivenUp(&'static str),
    /// They were said never to run at the same time, and did.
    WronglyGivenUp,
}

/// What `exploration` shows about each of the statements that a fix has to keep; nothing if it is no complete search by
/// `explorer`, or if `variant` is no fix.
pub fn concurrency(
    scenario: &Scenario,
    variant: &Variant,
    exploration: &Exploration,
) -> Vec<(&'static Concurrent, Concurrency)> {
    let decides = exploration.engine == EngineId::Explorer && exploration.coverage.is_exhaustive();
    if variant.role != Role::Fixed || !decides {
        return Vec::new();
    }
    let shown = |statement: &'static Concurrent| {
        let seen = exploration.overlaps.iter().filter(|overlap| is_of(overlap, statement));
        let most = seen.map(|overlap| overlap.executions).max();
        let found = match (most, statement.given_up(variant)) {
            (Some(executions), None) => Concurrency::Kept { executions },
            (Some(_), Some(_)) => Concurrency::WronglyGivenUp,
            (None, None) => Concurrency::Serialised,
            (None, Some(why)) => Concurrency::GivenUp(why),
        };
        (statement, found)
    };
    scenario.concurrent.iter().map(shown).collect()
}

fn is_of(overlap: &Overlap, statement: &Concurrent) -> bool {
    let [one, other] = &overlap.sections;
    statement.sections == [one, other] || statement.sections == [other, one]
}

/// What speaks against the fix.
pub(super) fn objection(scenario: &Scenario, variant: &Variant, exploration: &Exploration) -> Option<Grounds> {
    concurrency(scenario, variant, exploration).into_iter().find_map(|(statement, found)| match found {
        Concurrency::Kept { .. } | Concurrency::GivenUp(_) => None,
        Concurrency::Serialised => Some(Grounds::Serialised(statement.sections)),
        Concurrency::WronglyGivenUp => Some(Grounds::WronglyGivenUp(statement.sections)),
    })
}
