//! The explorer against brute force: the same classes of executions, and each of them once.
//!
//! `PROPTEST_CASES=10000 cargo test --release --test properties classes` looks longer.

use std::collections::BTreeSet;

use proptest::prelude::*;
use racecourse::budget::Budget;
use racecourse::engine::explorer::{Exhausted, Method, exhaust};
use racecourse::engine::{EngineId, Program, explore};
use racecourse::exploration::Shortest;
use racecourse::outcome::Outcome;

/// More interleavings than this and a program is not small.
const MOST: u64 = 4_000;

fn through(run: fn() -> Outcome, budget: &Budget, method: Method) -> Result<Exhausted, String> {
    exhaust(&Program::unnamed(run), budget, method, true)
}

/// Compares the reductions with brute force; programs with too many interleavings are passed over.
fn compare(run: fn() -> Outcome, budget: &Budget) -> Result<(), TestCaseError> {
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

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(40),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn reads_writes_and_locks(program in super::program(2..=3, 3)) {
        super::set(&program);
        compare(super::run, &Budget::DEFAULT)?;
    }

    /// The examples that the explorer shows have as few preemptions as there can be.
    #[test]
    fn examples_are_the_simplest(program in super::program(2..=3, 2)) {
        super::set(&program);
        let budget = Budget { executions: MOST, ..Budget::DEFAULT };
        let Ok(every) = through(super::run, &budget, Method::EveryInterleaving) else { return Ok(()) };
        let exploration = explore(&Program::unnamed(super::run), EngineId::Explorer, &Budget::DEFAULT);
        for (label, seen) in &exploration.observations {
            let shortest = seen.shortest.expect("it has been looked for");
            let fewest = every.preemptions[label];
            prop_assert!(shortest.preemptions >= fewest, "{label}: {shortest:?}, {fewest}");
            // More than three are not searched for to the end.
            if fewest <= 3 {
                prop_assert_eq!(shortest, Shortest { preemptions: fewest, proven: true }, "{}", label);
            }
        }
    }

    #[test]
    fn waiting_and_signalling(
        program in super::waiting::program(),
        capacity in 0..=2_usize,
        spurious in any::<bool>(),
        joins in prop::bool::weighted(0.8),
    ) {
        super::waiting::set(&program, capacity, joins);
        compare(super::waiting::run, &Budget { spurious_wakeups: spurious, ..Budget::DEFAULT })?;
    }

    #[test]
    fn processes_and_kills(program in super::processes::program(), kills in any::<bool>()) {
        super::processes::set(&program, kills);
        compare(super::processes::run, &Budget::DEFAULT)?;
    }
}

/// Found by the property above: what the victim of a kill had announced could have come after what others did later.
#[test]
fn a_kill_and_what_its_victim_would_have_done() -> Result<(), TestCaseError> {
    use super::processes::Statement::{Create, Read};
    super::processes::set(&(vec![vec![Create], vec![Create, Read]], vec![Create]), true);
    compare(super::processes::run, &Budget::DEFAULT)
}
