#![doc = include_str!("README.md")]

use racecourse::budget::Budget;
use racecourse::hazard::Hazard;
use racecourse::scenario::{Actors, Grade, Graded, Role, Scenario, Variant};

pub mod broken;
pub mod fixed_token;
pub mod fixed_under_lock;

/// A cure must also stand wake-ups for no reason. In the broken variant they would only hide the bug.
const SPURIOUS: Budget = Budget { spurious_wakeups: true, ..Budget::DEFAULT };

/// The lesson's entry in the list of all lessons.
pub static SCENARIO: Scenario = Scenario {
    id: "E01",
    name: "lost_wakeup",
    family: "waiting",
    title: "Lost wake-up",
    summary: "A worker looks at a flag and goes to sleep; the signal comes in between and wakes nobody.",
    hazard: Hazard::LostWakeup,
    lesson: include_str!("README.md"),
    actors: Actors::Threads,
    variants: &[
        Variant {
            name: "broken",
            role: Role::Broken,
            summary: "The flag is changed without the lock under which the worker looks at it.",
            run: broken::run,
            source: include_str!("broken.rs"),
            file: "scenarios/waiting/lost_wakeup/broken.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_under_lock",
            role: Role::Fixed,
            summary: "The flag is changed under the lock, and the worker waits in a loop.",
            run: fixed_under_lock::run,
            source: include_str!("fixed_under_lock.rs"),
            file: "scenarios/waiting/lost_wakeup/fixed_under_lock.rs",
            outcomes: &[],
            budget: SPURIOUS,
        },
        Variant {
            name: "fixed_token",
            role: Role::Fixed,
            summary: "Park and unpark: an early signal is kept as a token.",
            run: fixed_token::run,
            source: include_str!("fixed_token.rs"),
            file: "scenarios/waiting/lost_wakeup/fixed_token.rs",
            outcomes: &[],
            budget: SPURIOUS,
        },
    ],
    outcomes: &[
        Graded {
            outcome: "worker went on with ready=true",
            grade: Grade::Allowed,
            why: "the signal arrived, or was not needed any more",
        },
        Graded {
            outcome: "deadlock",
            grade: Grade::MustSee,
            why: "the only signal came before the wait, and there will be no other",
        },
        Graded {
            outcome: "worker went on with ready=false",
            grade: Grade::Forbidden,
            why: "the worker woke for no reason and did not look again",
        },
    ],
    blind: &[],
    concurrent: &[],
    hints: &[
        "What does `notify_one` do when nobody is waiting?",
        "The worker looks at the flag, then goes to sleep. What keeps the flag from changing between these two steps?",
        "`wait` lets go of the lock and falls asleep in one step. Who else has to take that lock to profit from it?",
        "Change the flag while holding the lock: then it changes before the look, or after the worker is asleep.",
    ],
    references: &[
        "Arpaci-Dusseau and Arpaci-Dusseau, Operating Systems: Three Easy Pieces, chapter 30 (Condition Variables)",
        "glibc bug 25847: the same hazard inside a library, where pthread_cond_signal fails to wake a waiter",
        "The Rust standard library: std::sync::Condvar, and std::thread::park on the token",
    ],
};
