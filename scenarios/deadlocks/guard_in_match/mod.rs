#![doc = include_str!("README.md")]

use racecourse::budget::Budget;
use racecourse::hazard::Hazard;
use racecourse::scenario::{Actors, Grade, Graded, Role, Scenario, Variant};

pub mod broken;
pub mod fixed_bind_first;
pub mod fixed_one_guard;

/// The lesson's entry in the list of all lessons.
pub static SCENARIO: Scenario = Scenario {
    id: "C04",
    name: "guard_in_match",
    family: "deadlocks",
    title: "A guard that lives too long",
    summary: "The guard in the head of a `match` lives to its last brace, and an arm that locks again waits for itself.",
    hazard: Hazard::Deadlock,
    lesson: include_str!("README.md"),
    actors: Actors::Threads,
    variants: &[
        Variant {
            name: "broken",
            role: Role::Broken,
            summary: "The guard is a temporary in the head of the `match`.",
            run: broken::run,
            source: include_str!("broken.rs"),
            file: "scenarios/deadlocks/guard_in_match/broken.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_bind_first",
            role: Role::Fixed,
            summary: "A `let` before the `match` ends the guard at its semicolon.",
            run: fixed_bind_first::run,
            source: include_str!("fixed_bind_first.rs"),
            file: "scenarios/deadlocks/guard_in_match/fixed_bind_first.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_one_guard",
            role: Role::Fixed,
            summary: "One named guard, used by the arm too.",
            run: fixed_one_guard::run,
            source: include_str!("fixed_one_guard.rs"),
            file: "scenarios/deadlocks/guard_in_match/fixed_one_guard.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
    ],
    outcomes: &[
        Graded { outcome: "queue=[2]", grade: Grade::Allowed, why: "the job is taken and the next one put in" },
        Graded { outcome: "deadlock", grade: Grade::MustSee, why: "the worker waits for a lock that it holds itself" },
    ],
    blind: &[],
    concurrent: &[],
    hints: &[
        "How many guards are alive when the arm runs?",
        "A temporary in the head of a `match` is dropped at the end of the whole `match`.",
        "Bind what you take out of the lock by a `let` of its own.",
    ],
    references: &[
        "The Rust Reference: Destructors (temporary scopes)",
        "B. Qin, Y. Chen, Z. Yu, L. Song and Y. Zhang, Understanding Memory and Thread Safety Practices and Issues in Real-World Rust Programs, PLDI 2020",
        "clippy: significant_drop_in_scrutinee",
    ],
};
