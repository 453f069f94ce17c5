#![doc = include_str!("README.md")]

use racecourse::budget::Budget;
use racecourse::engine::EngineId;
use racecourse::hazard::Hazard;
use racecourse::scenario::{Actors, Blind, Grade, Graded, Role, Scenario, Variant};

pub mod broken;
pub mod fixed_order;
pub mod fixed_waiter;

/// The broken variant has endless executions: there is no point in very many of them.
const BUDGET: Budget = Budget { executions: 2000, steps: 600, ..Budget::DEFAULT };

/// The lesson's entry in the list of all lessons.
pub static SCENARIO: Scenario = Scenario {
    id: "D01",
    name: "backoff_livelock",
    family: "liveness",
    title: "Livelock by backing off",
    summary: "Two diners each take a fork, find the other taken, put theirs down and try again: in step, for ever.",
    hazard: Hazard::Livelock,
    lesson: include_str!("README.md"),
    actors: Actors::Threads,
    variants: &[
        Variant {
            name: "broken",
            role: Role::Broken,
            summary: "Whoever finds the second fork taken puts the first down and starts again.",
            run: broken::run,
            source: include_str!("broken.rs"),
            file: "scenarios/liveness/backoff_livelock/broken.rs",
            outcomes: &[],
            budget: BUDGET,
        },
        Variant {
            name: "fixed_order",
            role: Role::Fixed,
            summary: "Both take the forks in the same order, and wait.",
            run: fixed_order::run,
            source: include_str!("fixed_order.rs"),
            file: "scenarios/liveness/backoff_livelock/fixed_order.rs",
            outcomes: &[],
            budget: BUDGET,
        },
        Variant {
            name: "fixed_waiter",
            role: Role::Fixed,
            summary: "A waiter lets one diner at a time reach for forks.",
            run: fixed_waiter::run,
            source: include_str!("fixed_waiter.rs"),
            file: "scenarios/liveness/backoff_livelock/fixed_waiter.rs",
            outcomes: &[],
            budget: BUDGET,
        },
    ],
    outcomes: &[
        Graded { outcome: "meals=2", grade: Grade::Allowed, why: "both have eaten" },
        Graded { outcome: "livelock", grade: Grade::MustSee, why: "both keep moving, and nobody ever eats" },
    ],
    blind: &[Blind {
        engine: EngineId::WeakMemory,
        outcome: "livelock",
        why: "loom looks at executions that end, and cuts the others after so many steps without asking why",
    }],
    concurrent: &[],
    hints: &[
        "Nobody is blocked. What does each of the two do after it failed?",
        "The two do the same at the same time. What would have to be different?",
        "Wait for the first fork in an order that both keep, or let somebody decide who goes first.",
    ],
    references: &[
        "google/comprehensive-rust, pull requests 1772 and 2371: a solution to the dining philosophers that could livelock, and its repair",
        "M. Musuvathi and S. Qadeer, Fair Stateless Model Checking, PLDI 2008",
    ],
};
