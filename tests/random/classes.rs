//! The explorer against brute force: the same classes of executions, and each of them once.

use std::collections::BTreeSet;

use proptest::prelude::*;
use racecourse::budget::Budget;
use racecourse::engine::Program;
use racecourse::engine::explorer::{Exhausted, Method, exhaust};
use racecourse::outcome::Outcome;

/// More interleavings than this and a program is not small.
pub(crate) const MOST: u64 = 4_000;

pub(crate) fn through(run: fn() -> Outcome, budget: &Budget, method: Method) -> Result<Exhausted, String> {
    exhaust(&Program::unnamed(run), budget, method, true)
}

/// Compares the reductions with brute force; programs with too many interleavings are passed over.
pub(crate) fn compare(run: fn() -> Outcome, budget: &Budget) -> Result<(), TestCaseError> {
    let budget = Budget { executions: MOST, ..budget.clone() };
    let Ok(every) = through(run, &budget, Method::EveryInterleaving) else { return Ok(()) };
    let optimal = through(run, &budget, Method::Optimal).map_err(TestCaseError::fail)?;
    same_classes(&optimal, &every)?;
    prop_assert_eq!(optimal.executions, every.classes.len() as u64, "a class was completed more than once");
    prop_assert_eq!(optimal.redundant, 0);
    let sources = through(run, &budget, Method::SourceSets).map_err(TestCaseError::fail)?;
    same_classes(&sources, &every)?;
    prop_assert_eq!(sources.executions, every.classes.len() as u64);
    Ok(())
}

fn same_classes(some: &Exhausted, every: &Exhausted) -> Result<(), TestCaseError> {
    let missed = every.classes.iter().filter(|(class, _)| !some.classes.contains_key(class)).map(|(_, label)| label);
    let missed: BTreeSet<&String> = missed.collect();
    prop_assert!(
        some.classes == every.classes,
        "{} of {} classes, missed {missed:?}",
        some.classes.len(),
        every.classes.len()
    );
    Ok(())
}
