#![doc = include_str!("README.md")]

use racecourse::budget::Budget;
use racecourse::hazard::Hazard;
use racecourse::scenario::{Actors, Grade, Graded, Role, Scenario, Variant};

pub mod broken;
pub mod fixed_order;
pub mod fixed_single_lock;

/// The lesson's entry in the list of all lessons.
pub static SCENARIO: Scenario = Scenario {
    id: "C01",
    name: "lock_order",
    family: "deadlocks",
    title: "Lock-order inversion",
    summary: "Two transfers lock the same two accounts in opposite order and can wait for each other for ever.",
    hazard: Hazard::Deadlock,
    lesson: include_str!("README.md"),
    actors: Actors::Threads,
    variants: &[
        Variant {
            name: "broken",
            role: Role::Broken,
            summary: "Each transfer locks first the account that the money leaves.",
            run: broken::run,
            source: include_str!("broken.rs"),
            file: "scenarios/deadlocks/lock_order/broken.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_order",
            role: Role::Fixed,
            summary: "The account with the smaller number is always locked first.",
            run: fixed_order::run,
            source: include_str!("fixed_order.rs"),
            file: "scenarios/deadlocks/lock_order/fixed_order.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_single_lock",
            role: Role::Fixed,
            summary: "One lock for all accounts.",
            run: fixed_single_lock::run,
            source: include_str!("fixed_single_lock.rs"),
            file: "scenarios/deadlocks/lock_order/fixed_single_lock.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
    ],
    outcomes: &[
        Graded { outcome: "alice=95 bob=105", grade: Grade::Allowed, why: "both transfers are done" },
        Graded {
            outcome: "deadlock",
            grade: Grade::MustSee,
            why: "each transfer holds the account that the other one waits for",
        },
    ],
    blind: &[],
    concurrent: &[],
    hints: &[
        "Which account does each of the two transfers hold while it waits?",
        "Four things must come together for a deadlock. One of them is a circle.",
        "Lock accounts in an order that does not depend on the direction of the transfer.",
    ],
    references: &[
        "E. G. Coffman, M. Elphick and A. Shoshani, System Deadlocks, ACM Computing Surveys, 1971",
        "Arpaci-Dusseau and Arpaci-Dusseau, Operating Systems: Three Easy Pieces, chapter 32 (Common Concurrency Problems)",
        "CWE-833: Deadlock",
    ],
};
