#![doc = include_str!("README.md")]

use racecourse::budget::Budget;
use racecourse::hazard::Hazard;
use racecourse::scenario::{Actors, Concurrent, Grade, Graded, Role, Scenario, Variant};

pub mod broken;
pub mod fixed_index;
pub mod fixed_join;

/// The lesson's entry in the list of all lessons.
pub static SCENARIO: Scenario = Scenario {
    id: "H09",
    name: "results_out_of_order",
    family: "channels",
    title: "Results out of order",
    summary: "Workers send their results as they finish; the main thread takes the order of arrival for that of the inputs.",
    hazard: Hazard::OrderViolation,
    lesson: include_str!("README.md"),
    actors: Actors::Threads,
    variants: &[
        Variant {
            name: "broken",
            role: Role::Broken,
            summary: "The results are kept in the order in which they arrive.",
            run: broken::run,
            source: include_str!("broken.rs"),
            file: "scenarios/channels/results_out_of_order/broken.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_index",
            role: Role::Fixed,
            summary: "Each result says where it belongs.",
            run: fixed_index::run,
            source: include_str!("fixed_index.rs"),
            file: "scenarios/channels/results_out_of_order/fixed_index.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_join",
            role: Role::Fixed,
            summary: "Each worker is asked for its own result, in the order of the inputs.",
            run: fixed_join::run,
            source: include_str!("fixed_join.rs"),
            file: "scenarios/channels/results_out_of_order/fixed_join.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
    ],
    outcomes: &[
        Graded { outcome: "[1, 4, 9]", grade: Grade::Allowed, why: "each square stands where its number stood" },
        Graded { outcome: "[4, 1, 9]", grade: Grade::MustSee, why: "worker 2 was faster than worker 1" },
        Graded { outcome: "[1, 9, 4]", grade: Grade::MustSee, why: "worker 3 was faster than worker 2" },
        Graded { outcome: "[4, 9, 1]", grade: Grade::MustSee, why: "worker 1 was the last" },
        Graded { outcome: "[9, 1, 4]", grade: Grade::MustSee, why: "worker 3 was the first" },
        Graded { outcome: "[9, 4, 1]", grade: Grade::MustSee, why: "they finished in the opposite order" },
    ],
    blind: &[],
    concurrent: &[Concurrent { sections: ["square", "square"], serialised: &[] }],
    hints: &[
        "All three squares are right. What is it that is wrong?",
        "The channel keeps the order in which things are sent. Who decides in which order the workers send?",
        "A result that arrives must say whose it is, or be taken from the one it is expected of.",
        "Send the place along with the square, or return the square through `join`.",
    ],
    references: &[
        "The Rust standard library: std::sync::mpsc::channel (what is sent by one sender arrives in that order; nothing is said of several)",
        "The Python documentation, concurrent.futures: `map` keeps the order of its inputs, `as_completed` gives results as they come",
    ],
};
