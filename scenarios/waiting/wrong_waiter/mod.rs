#![doc = include_str!("README.md")]

use racecourse::budget::Budget;
use racecourse::hazard::Hazard;
use racecourse::scenario::{Actors, Grade, Graded, Role, Scenario, Variant};

pub mod broken;
pub mod fixed_notify_all;
pub mod fixed_two_condvars;

/// loom does not come to the end without a bound, and two preemptions are enough to show the bug.
const BUDGET: Budget = Budget { preemptions: Some(2), ..Budget::DEFAULT };

/// The lesson's entry in the list of all lessons.
pub static SCENARIO: Scenario = Scenario {
    id: "E04",
    name: "wrong_waiter",
    family: "waiting",
    title: "Wrong waiter notified",
    summary: "Producer and consumers wait on one condition variable; the one signal reaches somebody who cannot use it.",
    hazard: Hazard::LostWakeup,
    lesson: include_str!("README.md"),
    actors: Actors::Threads,
    variants: &[
        Variant {
            name: "broken",
            role: Role::Broken,
            summary: "One condition variable for two conditions, and notify_one.",
            run: broken::run,
            source: include_str!("broken.rs"),
            file: "scenarios/waiting/wrong_waiter/broken.rs",
            outcomes: &[],
            budget: BUDGET,
        },
        Variant {
            name: "fixed_two_condvars",
            role: Role::Fixed,
            summary: "One condition variable for each condition.",
            run: fixed_two_condvars::run,
            source: include_str!("fixed_two_condvars.rs"),
            file: "scenarios/waiting/wrong_waiter/fixed_two_condvars.rs",
            outcomes: &[],
            budget: BUDGET,
        },
        Variant {
            name: "fixed_notify_all",
            role: Role::Fixed,
            summary: "One condition variable, and every change wakes everybody.",
            run: fixed_notify_all::run,
            source: include_str!("fixed_notify_all.rs"),
            file: "scenarios/waiting/wrong_waiter/fixed_notify_all.rs",
            outcomes: &[],
            budget: BUDGET,
        },
    ],
    outcomes: &[
        Graded { outcome: "taken=3", grade: Grade::Allowed, why: "both items were taken" },
        Graded {
            outcome: "deadlock",
            grade: Grade::MustSee,
            why: "a consumer got the signal that was meant for the producer, and everybody sleeps",
        },
    ],
    blind: &[],
    concurrent: &[],
    hints: &[
        "Who may be asleep on `changed`, and what is each of them waiting for?",
        "`notify_one` wakes any one sleeper. What does a consumer do that wakes and finds the slot empty?",
        "A signal must reach somebody who can use it. Either send it to all, or keep the two kinds of sleepers apart.",
        "Give the buffer two condition variables, `not_full` and `not_empty`; wait on one and signal the other.",
    ],
    references: &[
        "Arpaci-Dusseau and Arpaci-Dusseau, Operating Systems: Three Easy Pieces, chapter 30: one condition variable, two conditions",
        "Extreme Programming Challenge Fourteen, wiki.c2.com: a bounded buffer with this bug, set as a puzzle",
        "M. Kuppe, BlockingQueue, github.com/lemmy/BlockingQueue: the same buffer, step by step in TLA+",
    ],
};
