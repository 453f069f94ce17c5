#![doc = include_str!("README.md")]

use racecourse::budget::Budget;
use racecourse::hazard::Hazard;
use racecourse::scenario::{Actors, Grade, Graded, Role, Scenario, Variant};

pub mod broken;
pub mod fixed_lock;
pub mod fixed_merge;
pub mod fixed_rmw;

/// The lesson's entry in the list of all lessons.
pub static SCENARIO: Scenario = Scenario {
    id: "A01",
    name: "lost_update",
    family: "races",
    title: "Lost update",
    summary: "Two workers each add 1 by reading and then writing; one of the two additions can vanish.",
    hazard: Hazard::AtomicityViolation,
    lesson: include_str!("README.md"),
    actors: Actors::Threads,
    variants: &[
        Variant {
            name: "broken",
            role: Role::Broken,
            summary: "Each addition is a read and a write, and the other worker can come in between.",
            run: broken::run,
            source: include_str!("broken.rs"),
            file: "scenarios/races/lost_update/broken.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_rmw",
            role: Role::Fixed,
            summary: "One atomic read-modify-write instead of a read and a write.",
            run: fixed_rmw::run,
            source: include_str!("fixed_rmw.rs"),
            file: "scenarios/races/lost_update/fixed_rmw.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_lock",
            role: Role::Fixed,
            summary: "The counter is under a lock from the read to the write.",
            run: fixed_lock::run,
            source: include_str!("fixed_lock.rs"),
            file: "scenarios/races/lost_update/fixed_lock.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_merge",
            role: Role::Fixed,
            summary: "Each worker counts for itself; the sums are added at the join.",
            run: fixed_merge::run,
            source: include_str!("fixed_merge.rs"),
            file: "scenarios/races/lost_update/fixed_merge.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
    ],
    outcomes: &[
        Graded { outcome: "counter=2", grade: Grade::Allowed, why: "both additions are kept" },
        Graded { outcome: "counter=1", grade: Grade::MustSee, why: "one addition is overwritten" },
    ],
    blind: &[],
    concurrent: &[],
    hints: &[
        "Which two steps of a worker must not be separated?",
        "`load` and `store` are each atomic. Is the pair?",
        "Make reading and writing one operation: `fetch_add`, or a lock around both.",
    ],
    references: &[
        "Arpaci-Dusseau and Arpaci-Dusseau, Operating Systems: Three Easy Pieces, chapter 26 (Concurrency: An Introduction)",
        "OpenJDK jcstress samples: RaceCondition_01",
        "CWE-362: Concurrent Execution using Shared Resource with Improper Synchronization",
    ],
};
