#![doc = include_str!("README.md")]

use racecourse::budget::Budget;
use racecourse::engine::EngineId;
use racecourse::hazard::Hazard;
use racecourse::scenario::{Actors, Blind, Grade, Graded, Role, Scenario, Variant};

pub mod broken;
pub mod fixed_fence;
pub mod fixed_seqcst;

/// What all models but loom's have in common.
const fn blind(engine: EngineId) -> Blind {
    Blind {
        engine,
        outcome: "r1=0 r2=0",
        why: "it runs the steps of all threads in one order, and no such order ends like this",
    }
}

/// The lesson's entry in the list of all lessons.
pub static SCENARIO: Scenario = Scenario {
    id: "F01",
    name: "store_buffering",
    family: "memory_order",
    title: "Store buffering",
    summary: "Two threads each write one variable and read the other; both reads can miss both writes.",
    hazard: Hazard::WeakMemory,
    lesson: include_str!("README.md"),
    actors: Actors::Threads,
    variants: &[
        Variant {
            name: "broken",
            role: Role::Broken,
            summary: "Relaxed accesses: nothing orders a write before a later read of something else.",
            run: broken::run,
            source: include_str!("broken.rs"),
            file: "scenarios/memory_order/store_buffering/broken.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_fence",
            role: Role::Fixed,
            summary: "A sequentially consistent fence between write and read, in both threads.",
            run: fixed_fence::run,
            source: include_str!("fixed_fence.rs"),
            file: "scenarios/memory_order/store_buffering/fixed_fence.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_seqcst",
            role: Role::Fixed,
            summary: "Sequentially consistent accesses throughout.",
            run: fixed_seqcst::run,
            source: include_str!("fixed_seqcst.rs"),
            file: "scenarios/memory_order/store_buffering/fixed_seqcst.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
    ],
    outcomes: &[
        Graded { outcome: "r1=0 r2=1", grade: Grade::Allowed, why: "left was done first" },
        Graded { outcome: "r1=1 r2=0", grade: Grade::Allowed, why: "right was done first" },
        Graded { outcome: "r1=1 r2=1", grade: Grade::Allowed, why: "both wrote before either read" },
        Graded {
            outcome: "r1=0 r2=0",
            grade: Grade::MustSee,
            why: "both reads missed the write of the other thread: no order of the four steps explains it",
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
        "Try to write the four steps in one order such that both reads give 0. What does it mean that you cannot?",
        "A core may keep its own write to itself for a while. Does Release or Acquire forbid that?",
        "Release and Acquire order a write after what comes before it, and a read before what follows. Here a write comes before a read.",
        "Put `fence(SeqCst)` between the write and the read, in both threads.",
    ],
    references: &[
        "Sewell, Sarkar, Owens, Zappa Nardelli and Myreen, x86-TSO, Communications of the ACM 53(7), 2010",
        "jcstress, BasicJMM_07_Consensus: the same question asked of Java",
        "loom, README, unsupported features: SeqCst accesses are treated as AcqRel",
        "Bos, Rust Atomics and Locks (2023), chapter 3 (Memory Ordering)",
    ],
};
