#![doc = include_str!("README.md")]

use racecourse::budget::Budget;
use racecourse::hazard::Hazard;
use racecourse::scenario::{Actors, Grade, Graded, Role, Scenario, Variant};

pub mod broken;
pub mod fixed_queue;
pub mod fixed_shared_memory;

/// The lesson's entry in the list of all lessons.
pub static SCENARIO: Scenario = Scenario {
    id: "I01",
    name: "results_lost",
    family: "processes",
    title: "Results lost between processes",
    summary: "Each child adds its part to a variable; the variable it has is a copy, and the parent sees nothing.",
    hazard: Hazard::LostResult,
    lesson: include_str!("README.md"),
    actors: Actors::Processes,
    variants: &[
        Variant {
            name: "broken",
            role: Role::Broken,
            summary: "The children write into their own copies of the sum.",
            run: broken::run,
            source: include_str!("broken.rs"),
            file: "scenarios/processes/results_lost/broken.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_queue",
            role: Role::Fixed,
            summary: "The children send their parts through a queue.",
            run: fixed_queue::run,
            source: include_str!("fixed_queue.rs"),
            file: "scenarios/processes/results_lost/fixed_queue.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_shared_memory",
            role: Role::Fixed,
            summary: "The sum is in memory that parent and children share.",
            run: fixed_shared_memory::run,
            source: include_str!("fixed_shared_memory.rs"),
            file: "scenarios/processes/results_lost/fixed_shared_memory.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
    ],
    outcomes: &[
        Graded { outcome: "sum=5050", grade: Grade::Allowed, why: "both parts arrived" },
        Graded {
            outcome: "sum=0",
            grade: Grade::MustSee,
            why: "both parts were added to copies that died with their processes",
        },
        Graded { outcome: "sum=1275", grade: Grade::Forbidden, why: "the part of the right child is missing" },
        Graded { outcome: "sum=3775", grade: Grade::Forbidden, why: "the part of the left child is missing" },
    ],
    blind: &[],
    concurrent: &[],
    hints: &[
        "The same program with threads is right. What do threads share that processes do not?",
        "Print the sum in the child and in the parent (on paper will do). How many sums are there?",
        "What passes between processes must pass through the system: a pipe, a queue, a file, shared memory.",
        "Put each part into a `process::queue`, and let the parent take two parts out of it.",
    ],
    references: &[
        "fork(2), Linux manual: parent and child run in separate memory spaces",
        "The Python documentation, multiprocessing: exchanging objects, and sharing state between processes",
    ],
};
