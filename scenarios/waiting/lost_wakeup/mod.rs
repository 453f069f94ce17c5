#![doc = include_str!("README.md")]

use crate::budget::Budget;
use crate::hazard::Hazard;
use crate::scenario::{Actors, Grade, Graded, Role, Scenario, Variant};

pub mod broken;
pub mod fixed_token;
pub mod fixed_under_lock;

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
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_token",
            role: Role::Fixed,
            summary: "Park and unpark: an early signal is kept as a token.",
            run: fixed_token::run,
            source: include_str!("fixed_token.rs"),
            file: "scenarios/waiting/lost_wakeup/fixed_token.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
    ],
    outcomes: &[
        Graded { outcome: "worker woke up", grade: Grade::Allowed, why: "the signal arrived, or was not needed any more" },
        Graded {
            outcome: "deadlock",
            grade: Grade::MustSee,
            why: "the only signal came before the wait, and there will be no other",
        },
    ],
    blind: &[],
    hints: &[
        "What does `notify_one` do when nobody is waiting?",
        "The worker looks at the flag, then goes to sleep. Which of these two steps does the lock protect from the change?",
        "`wait` lets go of the lock and falls asleep in one step. Who else has to take that lock to profit from it?",
        "Change the flag while holding the lock; then it changes before the look or after the worker is asleep.",
    ],
    references: &[
        "Goetz et al., Java Concurrency in Practice (2006), section 14.2.3: missed signals",
        "Arpaci-Dusseau, Operating Systems: Three Easy Pieces, chapter 30: why the lock is held while signalling",
        "glibc bug 25847: a wake-up lost inside pthread_cond_wait itself",
        "The Rust standard library: std::thread::park, on the token",
    ],
};
