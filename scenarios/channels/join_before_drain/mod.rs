#![doc = include_str!("README.md")]

use racecourse::budget::Budget;
use racecourse::hazard::Hazard;
use racecourse::scenario::{Actors, Grade, Graded, Role, Scenario, Variant};

pub mod broken;
pub mod fixed_capacity;
pub mod fixed_drain_first;

/// The lesson's entry in the list of all lessons.
pub static SCENARIO: Scenario = Scenario {
    id: "H01",
    name: "join_before_drain",
    family: "channels",
    title: "Join before drain",
    summary: "The main thread waits for a worker to end before it reads; the worker waits for room in the channel.",
    hazard: Hazard::Deadlock,
    lesson: include_str!("README.md"),
    actors: Actors::Threads,
    variants: &[
        Variant {
            name: "broken",
            role: Role::Broken,
            summary: "Wait for the worker, then read its results.",
            run: broken::run,
            source: include_str!("broken.rs"),
            file: "scenarios/channels/join_before_drain/broken.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_drain_first",
            role: Role::Fixed,
            summary: "Read until the channel is closed, then wait for the worker.",
            run: fixed_drain_first::run,
            source: include_str!("fixed_drain_first.rs"),
            file: "scenarios/channels/join_before_drain/fixed_drain_first.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_capacity",
            role: Role::Fixed,
            summary: "The channel holds all results: this only moves the limit.",
            run: fixed_capacity::run,
            source: include_str!("fixed_capacity.rs"),
            file: "scenarios/channels/join_before_drain/fixed_capacity.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
    ],
    outcomes: &[
        Graded { outcome: "sum=60", grade: Grade::Allowed, why: "all three results arrived" },
        Graded {
            outcome: "deadlock",
            grade: Grade::MustSee,
            why: "main waits for the worker to end, and the worker for main to read",
        },
    ],
    blind: &[],
    concurrent: &[],
    hints: &[
        "What does `send` do when the channel is full?",
        "Who could make room, and what is that thread doing at the time?",
        "By the time the channel is closed, what is left for `join` to wait for?",
        "Swap the two lines: read first, then join.",
    ],
    references: &[
        "Tu, Liu, Song and Zhang, Understanding Real-World Concurrency Bugs in Go, ASPLOS 2019: blocking bugs by message passing",
        "Yuan et al., GoBench: a Benchmark Suite of Real-World Go Concurrency Bugs, CGO 2021",
        "The Python documentation, multiprocessing, programming guidelines: joining processes that use queues",
    ],
};
