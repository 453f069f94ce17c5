//! The ways in which one execution can fail, and the evidence for each.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A place in a source file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Site {
    /// The file, from the package's root, for instance `scenarios/races/lost_update/broken.rs`.
    pub file: String,
    /// The line, counted from 1.
    pub line: u32,
}

impl Site {
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
    /// An actor was overtaken more often than its stated bound, or for ever, while others went on.
    Starvation,
    /// An actor reads the same again and again, and lets nobody else go first: no yield, no hint, no sleep, no timeout.
    Spin,
    /// The scenario panicked.
    Panic,
    /// The scenario ended the process it ran in: `exit`, `abort`, a signal, or the memory limit.
    Abort,
    /// No step for a long time, with somebody not blocked in the facade.
    Hang,
    /// The scenario returned while actors it had started were still running.
    Leak,
}

impl FailureKind {
    /// Every kind.
    pub const ALL: [FailureKind; 9] = [
        FailureKind::DataRace,
        FailureKind::Deadlock,
        FailureKind::Livelock,
        FailureKind::Starvation,
        FailureKind::Spin,
        FailureKind::Panic,
        FailureKind::Abort,
        FailureKind::Hang,
        FailureKind::Leak,
    ];

    /// The label under which such a failure stands in the table of outcomes, for instance `deadlock`.
    pub const fn label(self) -> &'static str {
        match self {
            FailureKind::DataRace => "data race",
            FailureKind::Deadlock => "deadlock",
            FailureKind::Livelock => "livelock",
            FailureKind::Starvation => "starvation",
            FailureKind::Spin => "spin",
            FailureKind::Panic => "panic",
            FailureKind::Abort => "abort",
            FailureKind::Hang => "hang",
            FailureKind::Leak => "leak",
        }
    }
}

impl fmt::Display for FailureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.label())
    }
}

/// Something an actor holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// The name of the object.
    pub object: String,
    /// Where it was taken.
    pub site: Site,
}

/// What an actor is blocked on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// What it is doing, in the report's words: `lock`, `receive`, `join`, `wait`.
    pub action: String,
    /// The name of the object or actor it waits for.
    pub object: String,
    /// Where it waits.
    pub site: Site,
    /// Who could end the wait: names of the actors that hold the object, or that it waits for.
    pub on: Vec<String>,
    /// More about the state of the object, for instance `pipe is full: 65536 of 65536 bytes`.
    pub note: String,
}

/// One row of a diagnosis: what an actor holds and what it waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorState {
    /// The actor's name.
    pub actor: String,
    /// What it holds.
    pub holds: Vec<Holding>,
    /// What it waits for; `None` if it is not blocked (or has finished).
    pub waits: Option<Waiting>,
}

/// One of the two accesses of a data race.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// The actor's name.
    pub actor: String,
    /// `read` or `write`.
    pub action: String,
    /// Where.
    pub site: Site,
}

/// Why we say that an execution failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Evidence {
    /// Nothing but the summary.
    None,
    /// Who holds what and who waits for what, at the moment nobody could go on.
    Waits {
        /// All unfinished actors.
        actors: Vec<ActorState>,
        /// The circle of actors, each waiting for the next and the last for the first; empty if there is none
        /// (then somebody waits for an event that nobody is left to cause).
        cycle: Vec<String>,
        /// Said by a second source, for instance parking_lot's own deadlock detection.
        confirmed_by: Option<String>,
    },
    /// Two accesses that nothing orders.
    Race {
        /// The name of the memory.
        object: String,
        /// The earlier one in this execution.
        first: Access,
        /// The later one.
        second: Access,
        /// Why nothing orders them, in a sentence.
        why: String,
    },
    /// A schedule that comes back to where it was. For a spin: one actor's loop, and what it reads there.
    Lasso {
        /// The number of events before the circle starts.
        stem: usize,
        /// The number of events in one round.
        round: usize,
        /// How many rounds were watched.
        repeated: usize,
        /// Steps each actor took in one round, by name: the reason why the schedule is fair.
        steps: Vec<(String, usize)>,
        /// Actors that completed something in a round (empty for a livelock and for a spin).
        progressed: Vec<String>,
    },
    /// Somebody was overtaken more often than stated.
    Bypass {
        /// Who waited.
        actor: String,
        /// For what.
        wanted: String,
        /// How often others were served meanwhile.
        overtaken: usize,
        /// How often at most they should have been.
        bound: usize,
    },
}

/// A failed execution's failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The kind.
    pub kind: FailureKind,
    /// One sentence in plain words.
    pub summary: String,
    /// The evidence.
    pub evidence: Evidence,
}
