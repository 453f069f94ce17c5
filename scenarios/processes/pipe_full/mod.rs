#![doc = include_str!("README.md")]

use racecourse::budget::Budget;
use racecourse::hazard::Hazard;
use racecourse::scenario::{Actors, Grade, Graded, Role, Scenario, Variant};

pub mod broken;
pub mod fixed_drain_thread;
pub mod fixed_read_first;

/// The lesson's entry in the list of all lessons.
pub static SCENARIO: Scenario = Scenario {
    id: "I02",
    name: "pipe_full",
    family: "processes",
    title: "Pipe full",
    summary: "The parent waits for a child before it reads what the child writes; the child waits for room in the pipe.",
    hazard: Hazard::Deadlock,
    lesson: include_str!("README.md"),
    actors: Actors::Processes,
    variants: &[
        Variant {
            name: "broken",
            role: Role::Broken,
            summary: "Wait for the child, then read what it wrote.",
            run: broken::run,
            source: include_str!("broken.rs"),
            file: "scenarios/processes/pipe_full/broken.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_read_first",
            role: Role::Fixed,
            summary: "Read to the end, then wait for the child.",
            run: fixed_read_first::run,
            source: include_str!("fixed_read_first.rs"),
            file: "scenarios/processes/pipe_full/fixed_read_first.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_drain_thread",
            role: Role::Fixed,
            summary: "A thread reads while the parent waits.",
            run: fixed_drain_thread::run,
            source: include_str!("fixed_drain_thread.rs"),
            file: "scenarios/processes/pipe_full/fixed_drain_thread.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
    ],
    outcomes: &[
        Graded { outcome: "received=6000", grade: Grade::Allowed, why: "the whole report arrived" },
        Graded {
            outcome: "deadlock",
            grade: Grade::MustSee,
            why: "the parent waits for the child to end, and the child for the parent to read",
        },
    ],
    blind: &[],
    concurrent: &[],
    hints: &[
        "How much does a pipe hold, and what happens to a writer when it holds no more?",
        "Would the program work with a report of 4000 bytes? Why is that worse than if it did not?",
        "The child ends only after its last write. When can its last write succeed?",
        "Read to the end first; the end comes when the child closes the pipe. Then wait.",
    ],
    references: &[
        "pipe(7), Linux manual: pipe capacity",
        "The Python documentation, subprocess, the warning at Popen.wait",
        "The Rust standard library: std::process::Child::wait_with_output",
    ],
};
