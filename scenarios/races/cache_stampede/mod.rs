#![doc = include_str!("README.md")]

use racecourse::budget::Budget;
use racecourse::hazard::Hazard;
use racecourse::scenario::{Actors, Concurrent, Grade, Graded, Role, Scenario, Variant};

pub mod broken;
pub mod fixed_cell;
pub mod fixed_lock;

/// The lesson's entry in the list of all lessons.
pub static SCENARIO: Scenario = Scenario {
    id: "B06",
    name: "cache_stampede",
    family: "races",
    title: "Cache stampede",
    summary: "Two workers look into a cache at once, both find nothing, and both do the same expensive work.",
    hazard: Hazard::AtomicityViolation,
    lesson: include_str!("README.md"),
    actors: Actors::Threads,
    variants: &[
        Variant {
            name: "broken",
            role: Role::Broken,
            summary: "The lock is free between the look and the filling.",
            run: broken::run,
            source: include_str!("broken.rs"),
            file: "scenarios/races/cache_stampede/broken.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_lock",
            role: Role::Fixed,
            summary: "The lock is held while computing: right, and one at a time.",
            run: fixed_lock::run,
            source: include_str!("fixed_lock.rs"),
            file: "scenarios/races/cache_stampede/fixed_lock.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_cell",
            role: Role::Fixed,
            summary: "One cell for each key, which is filled once.",
            run: fixed_cell::run,
            source: include_str!("fixed_cell.rs"),
            file: "scenarios/races/cache_stampede/fixed_cell.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
    ],
    outcomes: &[
        Graded {
            outcome: "key 0 computed 1×, key 1 1×",
            grade: Grade::Allowed,
            why: "who came second took what the first had computed",
        },
        Graded {
            outcome: "key 0 computed 2×, key 1 1×",
            grade: Grade::MustSee,
            why: "both missed, and both did the same work",
        },
    ],
    blind: &[],
    concurrent: &[Concurrent {
        sections: ["compute key 0", "compute key 1"],
        serialised: &[("fixed_lock", "the one lock is held while computing, so other keys wait as well")],
    }],
    hints: &[
        "Every access to the cache is under its lock. Which two of them belong together?",
        "What does the second worker see if it looks while the first one computes?",
        "Who finds nothing must leave a sign that the value is on its way, and who finds the sign must wait.",
        "Give each key a `OnceLock`: `get_or_init` looks and fills in one operation.",
    ],
    references: &[
        "The Rust standard library: std::sync::OnceLock::get_or_init",
        "Mara Bos, Rust Atomics and Locks, O'Reilly 2023, chapter 2 (lazy initialisation, where a race costs only repeated work)",
    ],
};
