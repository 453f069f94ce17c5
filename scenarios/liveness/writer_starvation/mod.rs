#![doc = include_str!("README.md")]

use racecourse::budget::Budget;
use racecourse::hazard::Hazard;
use racecourse::scenario::{Actors, Concurrent, Grade, Graded, Role, Scenario, Variant};

pub mod broken;
pub mod fixed_queue;

/// A writer that waits may be overtaken once, by a reader that was already on its way in.
const BUDGET: Budget = Budget { executions: 60_000, preemptions: Some(2), bypass_bound: Some(1), ..Budget::DEFAULT };

/// The lesson's entry in the list of all lessons.
pub static SCENARIO: Scenario = Scenario {
    id: "D04",
    name: "writer_starvation",
    family: "liveness",
    title: "Writer starvation",
    summary: "Readers let each other in, and a writer waits for as long as one of them is there.",
    hazard: Hazard::Starvation,
    lesson: include_str!("README.md"),
    actors: Actors::Threads,
    variants: &[
        Variant {
            name: "broken",
            role: Role::Broken,
            summary: "A reader goes in whenever nobody writes, whoever waits.",
            run: broken::run,
            source: include_str!("broken.rs"),
            file: "scenarios/liveness/writer_starvation/broken.rs",
            outcomes: &[],
            budget: BUDGET,
        },
        Variant {
            name: "fixed_queue",
            role: Role::Fixed,
            summary: "From the moment a writer waits, new readers wait behind it.",
            run: fixed_queue::run,
            source: include_str!("fixed_queue.rs"),
            file: "scenarios/liveness/writer_starvation/fixed_queue.rs",
            outcomes: &[],
            budget: BUDGET,
        },
    ],
    outcomes: &[
        Graded { outcome: "all had their turn", grade: Grade::Allowed, why: "readers and writer were served" },
        Graded {
            outcome: "starvation",
            grade: Grade::MustSee,
            why: "the writer was overtaken again and again while it waited",
        },
    ],
    blind: &[],
    concurrent: &[Concurrent { sections: ["read", "read"], serialised: &[] }],
    hints: &[
        "When exactly may the writer go on?",
        "Readers overlap. How long can that last?",
        "Let the writer leave a sign that it waits, and let new readers respect it.",
    ],
    references: &[
        "P. J. Courtois, F. Heymans and D. L. Parnas, Concurrent Control with \"Readers\" and \"Writers\", CACM 1971",
        "A. B. Downey, The Little Book of Semaphores, section 4.2",
    ],
};
