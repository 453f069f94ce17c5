//! The explorer against brute force: the same classes of executions, and each of them once.

use std::collections::BTreeSet;

use proptest::prelude::*;
use racecourse::budget::Budget;
use racecourse::engine::Program;
use racecourse::engine::explorer::{Exhausted, Method, exhaust};
use racecourse::outcome::Outcome;

/// More interleavings than this and a program is not small.
pub(crate) const MOST: u64 = 4_000;

/// In so many orders the optimal search goes through a program, besides its own.
const DRAWN: u64 = 2;

pub(crate) fn through(run: fn() -> Outcome, budget: &Budget, method: Method) -> Result<Exhausted, String> {
    exhaust(&Program::unnamed(run), budget, method, true)
}

/// Compares the reductions with brute force; programs with too many interleavings are passed over.
pub(crate) fn compare(run: fn() -> Outcome, budget: &Budget) -> Result<(), TestCaseError> {
    let budget = Budget { executions: MOST, ..budget.clone() };
    let Ok(every) = through(run, &budget, Method::EveryInterleaving) else { return Ok(()) };
    compare_with(&every, run, &budget)
}

/// Compares the reductions with what brute force has seen.
pub(crate) fn compare_with(every: &Exhausted, run: fn() -> Outcome, budget: &Budget) -> Result<(), TestCaseError> {
    // The order in which a search comes to what it plans must not matter.
    for method in [Method::Optimal].into_iter().chain((1..=DRAWN).map(Method::OptimalDrawing)) {
        let optimal = through(run, budget, method).map_err(TestCaseError::fail)?;
        same_classes(method, &optimal, every)?;
        prop_assert_eq!(optimal.redundant, 0, "{:?}", method);
    }
    // Told of no class, an actor goes on without a switch where its step is the next one anyway.
    let unclassified = exhaust(&Program::unnamed(run), budget, Method::Optimal, false).map_err(TestCaseError::fail)?;
    prop_assert!(unclassified.labels.keys().eq(every.labels.keys()), "{:?}, {:?}", unclassified.labels, every.labels);
    prop_assert_eq!(unclassified.executions, every.classes.len() as u64);
    prop_assert_eq!(unclassified.redundant, 0);
    let sources = through(run, budget, Method::SourceSets).map_err(TestCaseError::fail)?;
    same_classes(Method::SourceSets, &sources, every)
}

/// The same classes, each completed once.
fn same_classes(method: Method, some: &Exhausted, every: &Exhausted) -> Result<(), TestCaseError> {
    let missed = every.classes.iter().filter(|(class, _)| !some.classes.contains_key(class)).map(|(_, label)| label);
    let missed: BTreeSet<&String> = missed.collect();
    let unlike = every.classes.iter().filter_map(|(class, label)| some.classes.get(class).map(|other| (label, other)));
    let unlike: Vec<(&String, &String)> = unlike.filter(|(one, other)| one != other).collect();
    prop_assert!(
        some.classes == every.classes,
        "{method:?}: {} of {} classes, missed {missed:?}, unlike {unlike:?}",
        some.classes.len(),
        every.classes.len()
    );
    prop_assert!(some.labels.keys().eq(every.labels.keys()), "{:?} instead of {:?}", some.labels, every.labels);
    let classes = every.classes.len() as u64;
    prop_assert_eq!(some.executions, classes, "{:?} completed a class more than once", method);
    Ok(())
}
