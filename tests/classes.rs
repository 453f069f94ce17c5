//! The explorer against brute force: the same classes of executions, and each of them once.
//!
//! `PROPTEST_CASES=10000 cargo test --release --test classes` looks longer.

use proptest::prelude::*;
use racecourse::budget::Budget;
use racecourse::engine::Program;
use racecourse::engine::explorer::{Exhausted, Method, exhaust};
use racecourse::outcome::Outcome;

mod random;

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
    prop_assert_eq!(&optimal.classes, &every.classes);
    prop_assert_eq!(optimal.executions, every.classes.len() as u64, "a class was completed more than once");
    prop_assert_eq!(optimal.redundant, 0);
    let sources = through(run, &budget, Method::SourceSets).map_err(TestCaseError::fail)?;
    prop_assert_eq!(&sources.classes, &every.classes);
    prop_assert_eq!(sources.executions, every.classes.len() as u64);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(
        std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(100)
    ))]

    #[test]
    fn reads_writes_and_locks(program in random::program(2..=3, 3)) {
        random::set(&program);
        compare(random::run, &Budget::DEFAULT)?;
    }

    #[test]
    fn waiting_and_signalling(program in random::waiting::program(), capacity in 0..=2_usize, spurious in any::<bool>()) {
        random::waiting::set(&program, capacity);
        compare(random::waiting::run, &Budget { spurious_wakeups: spurious, ..Budget::DEFAULT })?;
    }
}
