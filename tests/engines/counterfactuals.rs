//! What comes of other orders of the steps of random programs: what is said of them is so.
//!
//! `PROPTEST_CASES=10000 cargo test --release -p racecourse-tests --test engines counterfactuals` looks longer.

use proptest::prelude::*;
use racecourse::Outcome;
use racecourse::budget::Budget;
use racecourse::engine::{EngineId, Program, explain, explore};

use crate::claims::every_claim_is_so;
use crate::random::{everything, forked};

/// Executions that are searched of each program: what is not seen in them is another program's matter.
const MOST_EXECUTIONS: u64 = 300;
/// Labels of a program that are asked about.
const MOST_LABELS: usize = 4;

fn every_explanation_is_so(run: fn() -> Outcome, budget: &Budget) {
    let program = Program::unnamed(run);
    let found = explore(&program, EngineId::Explorer, budget);
    for label in found.observations.keys().take(MOST_LABELS) {
        let Some(schedule) = found.schedule_to_explain(label) else { continue };
        let asked = explain(&program, &schedule, label, budget).expect("the explorer came to it");
        assert_eq!(asked.label(), label, "{schedule}");
        every_claim_is_so(label, &program, &asked, budget);
    }
}

proptest! {
    #![proptest_config(crate::random_programs(5, 60))]

    #[test]
    fn of_threads(program in everything::program(), spurious_wakeups in any::<bool>()) {
        everything::set(&program);
        let budget = Budget { executions: MOST_EXECUTIONS, spurious_wakeups, ..Budget::DEFAULT };
        every_explanation_is_so(everything::run, &budget);
    }

    #[test]
    fn of_processes(program in forked::program()) {
        forked::set(&program);
        every_explanation_is_so(forked::run, &Budget { executions: MOST_EXECUTIONS, ..Budget::DEFAULT });
    }
}
