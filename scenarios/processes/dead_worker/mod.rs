#![doc = include_str!("README.md")]

use racecourse::budget::Budget;
use racecourse::hazard::Hazard;
use racecourse::scenario::{Actors, Grade, Graded, Role, Scenario, Variant};

pub mod broken;
pub mod fixed_own_pipe;
pub mod fixed_status;

/// Two pipes that a kill closes at any moment: loom knows of some 45 000 executions.
const PATIENT: Budget = Budget { executions: 50_000, ..Budget::DEFAULT };

/// The lesson's entry in the list of all lessons.
pub static SCENARIO: Scenario = Scenario {
    id: "I18",
    name: "dead_worker",
    family: "processes",
    title: "Dead worker",
    summary: "A worker of a pool is killed together with its task; the parent waits for the result for ever.",
    hazard: Hazard::LostResult,
    lesson: include_str!("README.md"),
    actors: Actors::Processes,
    variants: &[
        Variant {
            name: "broken",
            role: Role::Broken,
            summary: "All workers put their results into one queue, which does not end when one of them does.",
            run: broken::run,
            source: include_str!("broken.rs"),
            file: "scenarios/processes/dead_worker/broken.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_own_pipe",
            role: Role::Fixed,
            summary: "Each worker has a pipe of its own; its end says that the worker is dead, and its task is done again.",
            run: fixed_own_pipe::run,
            source: include_str!("fixed_own_pipe.rs"),
            file: "scenarios/processes/dead_worker/fixed_own_pipe.rs",
            outcomes: &[],
            budget: PATIENT,
        },
        Variant {
            name: "fixed_status",
            role: Role::Fixed,
            summary: "The parent waits for the workers' ends, and reports who did not end well.",
            run: fixed_status::run,
            source: include_str!("fixed_status.rs"),
            file: "scenarios/processes/dead_worker/fixed_status.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
    ],
    outcomes: &[
        Graded { outcome: "[4, 9]", grade: Grade::Allowed, why: "both results are there" },
        Graded {
            outcome: "[4, second died of signal 9]",
            grade: Grade::Allowed,
            why: "a result is missing, and the parent says so",
        },
        Graded {
            outcome: "deadlock",
            grade: Grade::MustSee,
            why: "the parent waits for the result of a worker that is dead",
        },
        Graded { outcome: "[4, 0]", grade: Grade::Forbidden, why: "an empty place, taken for a result" },
    ],
    blind: &[],
    concurrent: &[],
    hints: &[
        "Who could still put something into the queue, once one worker is done and the other one dead?",
        "The parent can put into the queue as well, so it never ends. What would end with the worker?",
        "The kernel tells a parent of a dead child in two ways: by its exit status, and by the end of every pipe that only the child could write to.",
        "Give each worker a pipe of its own, close your copy of its write end, and take the end of file for an answer.",
    ],
    references: &[
        "pipe(7), Linux manual: end of file when all file descriptors of the write end are closed",
        "wait(2), Linux manual: how a parent learns that a child was ended by a signal",
        "The Python documentation, concurrent.futures: BrokenProcessPool, raised when a worker process ends abruptly",
    ],
};
