//! Kernels of bugs that others have had and told of. `broken…` has to show the bug, `fixed…` has to be found right.

mod prelude;

macro_rules! published {
    ($($file:ident),* $(,)?) => {
        $(mod $file;)*

        /// What is said of each is in a snapshot, and every order that it speaks of is tried.
        mod is_told_rightly {
            $(#[test]
            fn $file() {
                for case in super::$file::CASES {
                    super::tell(stringify!($file), case);
                }
            })*
        }

        /// Each of them comes to what it must and to nothing else than it may.
        mod is_decided_rightly {
            $(#[test]
            fn $file() {
                for case in super::$file::CASES {
                    super::decide(stringify!($file), case);
                }
            })*
        }
    };
}

published! {
    aba_free_list,
    checkout_between_look_and_queue,
    double_free_on_drop,
    drop_joins_worker,
    early_out_notify,
    fence_before_parked_flag,
    fork_under_lock,
    idle_before_active,
    last_arc_on_worker,
    last_pointer_elsewhere,
    lock_across_stealing,
    panicking_job,
    relaxed_unique,
}

use std::collections::BTreeSet;

use racecourse::Outcome;
use racecourse::budget::Budget;
use racecourse::engine::{EngineId, Program, explain, explore};

use self::prelude::V;
use crate::claims::every_claim_is_so;
use crate::reports::{explained, report, texts};

/// So many executions are looked at here.
const MOST_EXECUTIONS: u64 = 40_000;

fn decide(file: &str, case: &V) {
    let (name, run, must, _, may) = case;
    // Of the largest, which have some hundred thousand executions, the first ones: what is found is found in those.
    let budget = Budget { executions: MOST_EXECUTIONS, ..Budget::DEFAULT };
    let exploration = explore(&Program::unnamed(*run), EngineId::Explorer, &budget);
    let seen: BTreeSet<&str> = exploration.observations.keys().map(String::as_str).collect();
    assert!(!seen.is_empty(), "{file} {name}: {:?}", exploration.coverage);
    for label in *must {
        assert!(seen.contains(label), "{file} {name}: {label} is not among {seen:?}, {:?}", exploration.coverage);
    }
    for label in &seen {
        assert!(must.contains(label) || may.contains(label), "{file} {name}: {label} is none of {must:?} {may:?}");
    }
}

/// Snapshots the reports on what must be seen of a broken program and may not be.
fn tell(file: &str, case: &V) {
    let (name, run, must, weak, _) = case;
    if !name.starts_with("broken") {
        return;
    }
    let budget = Budget { executions: MOST_EXECUTIONS, ..Budget::DEFAULT };
    let by_explorer = must.iter().map(|label| (EngineId::Explorer, *label));
    let by_others = weak.iter().filter(|label| !must.contains(label)).map(|label| (EngineId::WeakMemory, *label));
    for (engine, label) in by_explorer.chain(by_others).filter(|(_, label)| !FINE.contains(label)) {
        let Some(found) = explained(*run, engine, label, &budget) else { continue };
        let example = &found.observations[label].example;
        every_claim_is_so(&format!("{file} {name} {label}"), &Program::on_disk(*run), example, &budget);
        let texts = texts(&found);
        let told = report(&format!("{file} {name}"), found, label, &texts);
        insta::assert_snapshot!(format!("{file}_{name}_{}", label.replace(|c: char| !c.is_alphanumeric(), "_")), told);
    }
}

/// What a program comes to that has done what it is for.
const FINE: [&str; 10] = ["ok", "served", "woken", "done", "all done", "mine", "shared", "1", "code 0", "dropped"];

/// Without course, grades and source there is a report that stands by itself.
#[test]
fn a_report_without_source_reads_well() {
    let budget = Budget { executions: MOST_EXECUTIONS, ..Budget::DEFAULT };
    for (name, run, label) in [
        ("check_then_queue", checkout_between_look_and_queue::broken as fn() -> Outcome, "deadlock"),
        ("free_list", aba_free_list::broken, "two owners"),
    ] {
        let program = Program::unnamed(run);
        let mut found = explore(&program, EngineId::Explorer, &budget);
        let schedule = found.schedule_to_explain(label).expect("a model has seen it");
        let asked = explain(&program, &schedule, label, &budget).expect("it can be followed");
        found.explain(label, asked);
        insta::assert_snapshot!(format!("without_source_{name}"), report(name, found, label, &[]));
    }
}
