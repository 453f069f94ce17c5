//! What an engine has kept to.

use serde::{Deserialize, Serialize};

/// The bound within which an engine has looked at everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    /// At most so many preemptions.
    Preemptions(usize),
    /// At most so many steps an execution.
    Steps(usize),
    /// The first so many executions.
    First(u64),
    /// The first so many executions in depth-first order.
    FirstInDepth(u64),
    /// The first so many of loom's executions.
    FirstOfLoom(u64),
    /// Loops that go on for ever, until a state came back so often.
    Rounds(usize),
    /// Loops that go on for ever, for a while.
    LoopsForAWhile,
    /// Loops that go on for ever and change what a lock guards, or a message that they pass on, as if they left it as it was.
    ChangesUnderLocks,
    /// Nothing that comes after a failure.
    UpToFailures,
    /// Orderings that are a little stronger than the language's.
    StrongerOrderings,
    /// Stale reads of so many values at most that an atomic had last.
    LastValues(usize),
    /// In the words of whoever has written the exploration down.
    InWords(String),
}

impl From<&str> for Bound {
    fn from(words: &str) -> Self {
        Bound::InWords(words.to_owned())
    }
}
