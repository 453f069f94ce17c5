//! Exploration against expectation.
//!
//! [`judge`] looks at one engine, [`judge_variant`] at all of them together. Both are pure: they read nothing but their
//! arguments, so a verdict can be drawn again from a recorded exploration.
//!
//! Two questions are kept apart. The [`Verdict`] says what the exploration shows about the program. The [`Standing`]
//! says whether that is what the scenario promises: a broken variant that is refuted stands as expected.

mod choice;
mod concurrency;
mod engine;
mod expectation;
mod finding;
mod grounds;
#[cfg(test)]
mod tests;
mod variant;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::counterexample::Counterexample;
use racecourse_trace::exploration::EngineId;

pub use choice::counterexample;
pub use concurrency::{Concurrency, concurrency};
pub use engine::judge;
pub use expectation::{bugs, grade_rank, must_see, required, table, works};
pub use finding::Finding;
pub use grounds::{Complaint, Grounds};
pub use variant::judge_variant;

/// What an exploration says about a variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// No forbidden outcome, and nothing was left out that this engine can see.
    Confirmed,
    /// A forbidden outcome, or one that no table grades; or nothing was left out, and what the program is for never happened.
    Refuted,
    /// No forbidden outcome, but the engine sampled, was bounded, or is blind to the hazard.
    Inconclusive,
    /// The engine cannot run this scenario.
    NotApplicable,
}

impl Verdict {
    /// The name used in reports and in JSON, for instance `not-applicable`.
    pub const fn name(self) -> &'static str {
        match self {
            Verdict::Confirmed => "confirmed",
            Verdict::Refuted => "refuted",
            Verdict::Inconclusive => "inconclusive",
            Verdict::NotApplicable => "not-applicable",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Whether a verdict is the one the scenario promises. The worst of several is their maximum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// It is.
    AsExpected,
    /// Something that ought to be decided was not.
    Undecided,
    /// It is not.
    Differs,
}

impl Standing {
    /// The name used in reports, for instance `as expected`.
    pub const fn name(self) -> &'static str {
        match self {
            Standing::AsExpected => "as expected",
            Standing::Undecided => "undecided",
            Standing::Differs => "differs",
        }
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What one engine has shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngineVerdict {
    /// Which engine.
    pub engine: EngineId,
    /// What it shows about the program.
    pub verdict: Verdict,
    /// Whether that was to be expected of this engine.
    pub standing: Standing,
    /// Why.
    pub reason: Grounds,
    /// The label that decided, if one did: the worst of those seen.
    pub label: Option<String>,
}

impl EngineVerdict {
    /// Whether this engine did what the scenario promises.
    pub fn as_expected(&self) -> bool {
        self.standing == Standing::AsExpected
    }
}

/// What all engines that were asked have shown together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariantVerdict {
    /// What they show about the program.
    pub verdict: Verdict,
    /// Whether that is what the scenario promises.
    pub standing: Standing,
    /// Why it is not as expected; empty if it is.
    pub reasons: Vec<Complaint>,
    /// The engines one by one, in the order of their explorations.
    pub engines: Vec<EngineVerdict>,
    /// The execution to show for it, if something wrong was seen.
    pub counterexample: Option<Counterexample>,
}

impl VariantVerdict {
    /// Whether the variant does what the scenario promises.
    pub fn as_expected(&self) -> bool {
        self.standing == Standing::AsExpected
    }

    /// The verdict of `engine`, if it was asked.
    pub fn of(&self, engine: EngineId) -> Option<&EngineVerdict> {
        self.engines.iter().find(|one| one.engine == engine)
    }
}
