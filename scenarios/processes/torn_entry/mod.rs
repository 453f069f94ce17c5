#![doc = include_str!("README.md")]

use racecourse::budget::Budget;
use racecourse::hazard::Hazard;
use racecourse::scenario::{Actors, Grade, Graded, Role, Scenario, Variant};

pub mod broken;
pub mod fixed_checksum;
pub mod fixed_rename;

/// The lesson's entry in the list of all lessons.
pub static SCENARIO: Scenario = Scenario {
    id: "I13",
    name: "torn_entry",
    family: "processes",
    title: "Torn entry",
    summary: "A writer is killed in the middle of a cache entry; the next run takes the half for the whole.",
    hazard: Hazard::AtomicityViolation,
    lesson: include_str!("README.md"),
    actors: Actors::Processes,
    variants: &[
        Variant {
            name: "broken",
            role: Role::Broken,
            summary: "The entry is written in place, one part after the other.",
            run: broken::run,
            source: include_str!("broken.rs"),
            file: "scenarios/processes/torn_entry/broken.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_rename",
            role: Role::Fixed,
            summary: "The entry is written aside and made visible by one step.",
            run: fixed_rename::run,
            source: include_str!("fixed_rename.rs"),
            file: "scenarios/processes/torn_entry/fixed_rename.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
        Variant {
            name: "fixed_checksum",
            role: Role::Fixed,
            summary: "The entry carries a checksum, which the reader checks.",
            run: fixed_checksum::run,
            source: include_str!("fixed_checksum.rs"),
            file: "scenarios/processes/torn_entry/fixed_checksum.rs",
            outcomes: &[],
            budget: Budget::DEFAULT,
        },
    ],
    outcomes: &[
        Graded { outcome: "entry [11, 22]", grade: Grade::Allowed, why: "the whole entry" },
        Graded {
            outcome: "nothing stored",
            grade: Grade::Allowed,
            why: "a miss: it is computed again, and no harm is done",
        },
        Graded {
            outcome: "entry [11, 0]",
            grade: Grade::MustSee,
            why: "half an entry, taken for a whole one by every run from now on",
        },
        Graded { outcome: "entry [0, 22]", grade: Grade::Forbidden, why: "the other half alone" },
        Graded { outcome: "entry [0, 0]", grade: Grade::Forbidden, why: "a name with nothing behind it" },
    ],
    blind: &[],
    concurrent: &[],
    hints: &[
        "What is in the file if the writer is killed between its two writes?",
        "How could the next run tell that half from a whole entry?",
        "The last step of storing must be a single one, and nobody may see anything before it.",
        "Write to another file, then `rename` it; or store a checksum, and let the reader check it.",
    ],
    references: &[
        "rename(2), Linux manual: an existing target is replaced atomically",
        "T. S. Pillai and others, All File Systems Are Not Created Equal: On the Complexity of Crafting Crash-Consistent Applications, OSDI 2014",
    ],
};
