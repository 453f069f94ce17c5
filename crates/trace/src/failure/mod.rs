//! The ways in which one execution can fail, and the evidence for each.

mod cause;
mod evidence;
mod obstacle;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use cause::Cause;
pub use evidence::{Access, ActorState, Evidence, Handover, Holding, Relay, Unordered, Waiting};
pub use obstacle::Obstacle;

/// A place in a source file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Site {
    /// The file, from the package's root, for instance `scenarios/races/lost_update/broken.rs`.
    pub file: String,
    /// The line, counted from 1.
    pub line: u32,
}

impl Site {
    /// A place that is not known.
    pub fn unknown() -> Self {
        Self { file: String::new(), line: 0 }
    }

    /// The last part of the path and the line: `broken.rs:14`.
    pub fn short(&self) -> String {
        let name = self.file.rsplit('/').next().unwrap_or(&self.file);
        format!("{name}:{}", self.line)
    }
}

/// The kind of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailureKind {
    /// Two unordered accesses to plain memory, at least one a write.
    DataRace,
    /// Every unfinished actor is blocked.
    Deadlock,
    /// A fair schedule returned to a state it had been in, and nobody had completed anything in between.
    Livelock,
    /// Somebody is blocked on what another holds who looks again and again for what only the blocked one could do: a deadlock, one
    /// end of which asks again.
    HoldAndPoll,
    /// An actor was overtaken more often than its stated bound, or for ever, while others went on.
    Starvation,
    /// An actor reads the same again and again, and lets nobody else go first: no yield, no hint, no sleep, no timeout.
    Spin,
    /// The scenario panicked.
    Panic,
    /// The scenario ended the process it ran in: `exit`, `abort`, a signal, or the memory limit.
    Abort,
    /// No step for a long time, with somebody not blocked in the facade; or, for real, so many steps that no end is to be expected.
    Hang,
    /// The scenario returned while actors it had started were still running.
    Leak,
    /// The same choices did not lead to the same steps: what a model says of such a program means nothing.
    NotDeterministic,
}

impl FailureKind {
    /// Every kind.
    pub const ALL: [FailureKind; 11] = [
        FailureKind::DataRace,
        FailureKind::Deadlock,
        FailureKind::Livelock,
        FailureKind::HoldAndPoll,
        FailureKind::Starvation,
        FailureKind::Spin,
        FailureKind::Panic,
        FailureKind::Abort,
        FailureKind::Hang,
        FailureKind::Leak,
        FailureKind::NotDeterministic,
    ];

    /// The label under which such a failure stands in the table of outcomes, for instance `deadlock`.
    pub const fn label(self) -> &'static str {
        match self {
            FailureKind::DataRace => "data race",
            FailureKind::Deadlock => "deadlock",
            FailureKind::Livelock => "livelock",
            FailureKind::HoldAndPoll => "hold-and-poll",
            FailureKind::Starvation => "starvation",
            FailureKind::Spin => "spin",
            FailureKind::Panic => "panic",
            FailureKind::Abort => "abort",
            FailureKind::Hang => "hang",
            FailureKind::Leak => "leak",
            FailureKind::NotDeterministic => "not deterministic",
        }
    }

    /// The kind with this label.
    pub fn from_label(label: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.label() == label)
    }
}

impl fmt::Display for FailureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.label())
    }
}

/// A failed execution's failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The kind.
    pub kind: FailureKind,
    /// What happened, as far as the evidence does not say it.
    pub cause: Cause,
    /// The evidence.
    pub evidence: Evidence,
}
