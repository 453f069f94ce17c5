#![doc = include_str!("README.md")]

use racecourse::budget::Budget;
use racecourse::hazard::Hazard;
use racecourse::scenario::{Actors, Grade, Graded, Role, Scenario, Variant};

pub mod broken;
pub mod fixed_one_lock;
pub mod fixed_swap;

/// The lesson's entry in the list of all lessons.
pub static SCENARIO: Scenario = Scenario {
    id: "A07",
    name: "torn_snapshot",
    family: "races",
    title: "Torn snapshot",
    summary: "Two fields belong together; a reader sees one of them new and the other old.",
    hazard: Hazard::AtomicityViolation,
    lesson: include_str!("README.md"),
    actors: Actors::Threads,
    variants: &[
        Variant {
            name: "broken",
            role: Role::Broken,
            summary: "Each field has its own lock, and nothing joins the two.",
            run: broken::run,
            source: include_str!("broken.rs"),
            file: "scenarios/races/torn_snapshot/broken.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_one_lock",
            role: Role::Fixed,
            summary: "One lock for both fields.",
            run: fixed_one_lock::run,
            source: include_str!("fixed_one_lock.rs"),
            file: "scenarios/races/torn_snapshot/fixed_one_lock.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_swap",
            role: Role::Fixed,
            summary: "An immutable pair, replaced as a whole.",
            run: fixed_swap::run,
            source: include_str!("fixed_swap.rs"),
            file: "scenarios/races/torn_snapshot/fixed_swap.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
    ],
    outcomes: &[
        Graded { outcome: "11:59", grade: Grade::Allowed, why: "the time before" },
        Graded { outcome: "12:00", grade: Grade::Allowed, why: "the time after" },
        Graded {
            outcome: "12:59",
            grade: Grade::MustSee,
            why: "the new hour with the old minute: a time that never was",
        },
        Graded {
            outcome: "11:00",
            grade: Grade::MustSee,
            why: "the old hour with the new minute: a time that never was",
        },
    ],
    blind: &[],
    concurrent: &[],
    hints: &[
        "Each access is under a lock. What is not?",
        "Which sentence about hours and minutes must hold whenever somebody looks?",
        "What must hold together must be under one lock, or be replaced in one piece.",
    ],
    references: &[
        "S. Lu, S. Park, E. Seo and Y. Zhou, Learning from Mistakes, ASPLOS 2008 (a third of the bugs studied involve several variables)",
        "SCTBench: twostage_bad",
    ],
};
