//! Steps that no order of steps explains.

use serde::{Deserialize, Serialize};

/// A step that is odd where it stands: with what has come before it, no schedule could have it come to what it comes to. Steps are
/// told by their places in [`Execution::events`](super::Execution::events).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OddStep {
    /// The step.
    pub step: usize,
    /// What is odd about it.
    pub oddity: Oddity,
    /// The write, earlier in the execution, that counts more than what it reads or writes.
    pub newer: usize,
    /// Of an old value: the messages that lead from that write to this read and that order nothing, on the shortest way. None if
    /// there is no way at all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<Message>,
}

/// In which way a step is odd.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Oddity {
    /// It reads an old value.
    Stale,
    /// What it writes counts less than what was written before it.
    Late,
}

/// A write, and another actor's read of it, that do not order what came before the one before what comes after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The write.
    pub write: usize,
    /// The read of what was written.
    pub read: usize,
    /// Whether the write publishes what came before it.
    pub releases: bool,
    /// Whether the read takes over what was published.
    pub acquires: bool,
}
