#![doc = include_str!("README.md")]

use racecourse::budget::Budget;
use racecourse::hazard::Hazard;
use racecourse::scenario::{Actors, Grade, Graded, Role, Scenario, Variant};

pub mod broken;
pub mod fixed_atomic;
pub mod fixed_lock;

/// The lesson's entry in the list of all lessons.
pub static SCENARIO: Scenario = Scenario {
    id: "A14",
    name: "unguarded_counter",
    family: "races",
    title: "Unguarded counter",
    summary: "Two workers add to plain memory that nothing guards: the language gives such a program no meaning.",
    hazard: Hazard::DataRace,
    lesson: include_str!("README.md"),
    actors: Actors::Threads,
    variants: &[
        Variant {
            name: "broken",
            role: Role::Broken,
            summary: "Plain memory, two actors, no lock.",
            run: broken::run,
            source: include_str!("broken.rs"),
            file: "scenarios/races/unguarded_counter/broken.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_lock",
            role: Role::Fixed,
            summary: "The same memory, used only under a lock.",
            run: fixed_lock::run,
            source: include_str!("fixed_lock.rs"),
            file: "scenarios/races/unguarded_counter/fixed_lock.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_atomic",
            role: Role::Fixed,
            summary: "An atomic instead of plain memory.",
            run: fixed_atomic::run,
            source: include_str!("fixed_atomic.rs"),
            file: "scenarios/races/unguarded_counter/fixed_atomic.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
    ],
    outcomes: &[
        Graded { outcome: "counter=2", grade: Grade::Allowed, why: "both additions are kept" },
        Graded {
            outcome: "data race",
            grade: Grade::MustSee,
            why: "nothing orders two accesses, and one of them writes",
        },
        Graded { outcome: "counter=1", grade: Grade::Forbidden, why: "one addition is overwritten" },
    ],
    blind: &[],
    concurrent: &[],
    hints: &[
        "Who says which of the two workers comes first?",
        "Safe Rust would not compile this with an ordinary variable. Which of its rules is broken?",
        "Put the memory under a lock, or make it atomic.",
    ],
    references: &[
        "The Rust Reference: Behavior considered undefined (data races)",
        "C. Flanagan and S. N. Freund, FastTrack: Efficient and Precise Dynamic Race Detection, PLDI 2009",
        "The Rust Programming Language, chapter 16 (Fearless Concurrency)",
    ],
};
