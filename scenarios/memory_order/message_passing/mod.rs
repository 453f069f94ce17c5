#![doc = include_str!("README.md")]

use racecourse::budget::Budget;
use racecourse::engine::EngineId;
use racecourse::hazard::Hazard;
use racecourse::scenario::{Actors, Blind, Grade, Graded, Role, Scenario, Variant};

pub mod broken;
pub mod fixed_fence;
pub mod fixed_release_acquire;

/// What all models but loom's have in common.
const fn blind(engine: EngineId) -> Blind {
    Blind {
        engine,
        outcome: "flag=1 data=0",
        why: "it runs the steps of all threads in one order, and every load reads the last store in it",
    }
}

/// The lesson's entry in the list of all lessons.
pub static SCENARIO: Scenario = Scenario {
    id: "F02",
    name: "message_passing",
    family: "memory_order",
    title: "Message passing",
    summary: "A writer stores data and raises a flag; a reader sees the flag and still reads the old data.",
    hazard: Hazard::WeakMemory,
    lesson: include_str!("README.md"),
    actors: Actors::Threads,
    variants: &[
        Variant {
            name: "broken",
            role: Role::Broken,
            summary: "Relaxed accesses: the flag says nothing about the data.",
            run: broken::run,
            source: include_str!("broken.rs"),
            file: "scenarios/memory_order/message_passing/broken.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_release_acquire",
            role: Role::Fixed,
            summary: "The flag is stored with Release and loaded with Acquire.",
            run: fixed_release_acquire::run,
            source: include_str!("fixed_release_acquire.rs"),
            file: "scenarios/memory_order/message_passing/fixed_release_acquire.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_fence",
            role: Role::Fixed,
            summary: "A release fence before raising the flag, an acquire fence after seeing it.",
            run: fixed_fence::run,
            source: include_str!("fixed_fence.rs"),
            file: "scenarios/memory_order/message_passing/fixed_fence.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
    ],
    outcomes: &[
        Graded { outcome: "flag not set", grade: Grade::Allowed, why: "the reader came too early, and knows it" },
        Graded { outcome: "flag=1 data=42", grade: Grade::Allowed, why: "the reader saw the flag and the data" },
        Graded {
            outcome: "flag=1 data=0",
            grade: Grade::MustSee,
            why: "the reader saw the flag but not the data that was written before it",
        },
    ],
    blind: &[
        blind(EngineId::Explorer),
        blind(EngineId::DepthFirst),
        blind(EngineId::Random),
        blind(EngineId::Pct),
        blind(EngineId::Urw),
        blind(EngineId::RoundRobin),
    ],
    concurrent: &[],
    hints: &[
        "The writer wrote the data first. Is that a promise to the reader?",
        "What has to be known about a store, and about the load that reads it, so that earlier writes come along?",
        "The writer needs Release where it publishes; the reader needs Acquire where it looks.",
        "Store the flag with Release and load it with Acquire. The data may stay Relaxed.",
    ],
    references: &[
        "jcstress, BasicJMM_06_Causality: the same question asked of Java",
        "Bos, Rust Atomics and Locks (2023), chapter 3 (Memory Ordering)",
        "The Rust standard library: std::sync::atomic::Ordering and std::sync::atomic::fence",
    ],
};
