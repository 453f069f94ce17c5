//! Kernels of bugs that others have had and told of. `broken…` has to show the bug, `fixed…` has to be found right.

mod prelude;

macro_rules! published {
    ($($file:ident),* $(,)?) => {
        $(mod $file;)*

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

use racecourse::budget::Budget;
use racecourse::engine::{EngineId, Program, explore};

use self::prelude::V;

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
