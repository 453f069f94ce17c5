#![doc = include_str!("README.md")]

use racecourse::budget::Budget;
use racecourse::hazard::Hazard;
use racecourse::scenario::{Actors, Grade, Graded, Role, Scenario, Variant};

pub mod broken;
pub mod fixed_flock;

/// The lesson's entry in the list of all lessons.
pub static SCENARIO: Scenario = Scenario {
    id: "I10",
    name: "orphan_lock",
    family: "processes",
    title: "Lock left by a killed process",
    summary: "A process that holds a lock file is killed; the file stays, and so does the lock.",
    hazard: Hazard::OrphanedResource,
    lesson: include_str!("README.md"),
    actors: Actors::Processes,
    variants: &[
        Variant {
            name: "broken",
            role: Role::Broken,
            summary: "The lock is a file: who creates it has the lock.",
            run: broken::run,
            source: include_str!("broken.rs"),
            file: "scenarios/processes/orphan_lock/broken.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_flock",
            role: Role::Fixed,
            summary: "The lock is the kernel's: it ends with its holder.",
            run: fixed_flock::run,
            source: include_str!("fixed_flock.rs"),
            file: "scenarios/processes/orphan_lock/fixed_flock.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
    ],
    outcomes: &[
        Graded { outcome: "lock free", grade: Grade::Allowed, why: "the lock ended with its holder" },
        Graded {
            outcome: "lock left behind",
            grade: Grade::MustSee,
            why: "the holder is dead, its lock is not, and nobody is left to remove it",
        },
    ],
    blind: &[],
    concurrent: &[],
    hints: &[
        "The holder would remove the file at its end. Which end is it that never comes?",
        "No code runs in a process that is killed: no destructor, no handler. Who else knows that it is dead?",
        "The kernel closes the files of every process that ends. Is there a lock that goes with an open file?",
        "Use a `FileLock`: flock(2) is released when its holder ends.",
    ],
    references: &[
        "flock(2), Linux manual: the lock belongs to the open file, and is released when it is closed",
        "open(2), Linux manual: O_CREAT with O_EXCL, and its use for lock files",
        "pthread_mutexattr_setrobust(3), Linux manual: the same question for a mutex in shared memory",
    ],
};
