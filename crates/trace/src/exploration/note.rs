//! What a reader should know of an exploration besides how far it went.

use serde::{Deserialize, Serialize};

use crate::failure::Site;
use crate::verb::Verb;

/// What was strengthened, given up or left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Note {
    /// So many more executions were begun and given up, because others stand for them.
    Redundant(u64),
    /// So many executions were given up, because they came back to earlier states again and again.
    Repeating(u64),
    /// So many executions were given up after too many steps.
    TooLong(u64),
    /// Loops that were taken to wait for a change of what they look at.
    AwaitedLoops {
        /// How many.
        loops: usize,
        /// After so many rounds that were all the same.
        rounds: usize,
        /// How many of them reach under a lock to change something, and are taken to leave it as it was: what a lock guards
        /// is not seen.
        writing: usize,
    },
    /// The search was given up, and of all executions with at most so many preemptions each was tried.
    AllWithin(usize),
    /// The search was stopped after so many executions of an estimated number. Mostly there are more: each state that was passed
    /// counts with the branches that were known.
    Estimated {
        /// How many were gone through.
        executions: u64,
        /// Of how many.
        of: u64,
    },
    /// The search was done, and its examples are not the simplest: the engine was stopped while it looked for those.
    NotSimplified,
    /// There was never more than one actor to choose: no two could go on at the same time.
    NothingToChoose,
    /// loom was shown accesses that order more than they do in the program, beside others that order less than `SeqCst`.
    Strengthened(Vec<Strengthened>),
    /// A real run was the last one: it did not come to its end, as others before it, and their threads cannot be stopped.
    LastRun {
        /// The run.
        nth: u64,
        /// Of so many that were asked for.
        of: u64,
    },
    /// A real run did not come to what the model says.
    Differs {
        /// The run.
        run: u64,
        /// What it came to.
        label: String,
        /// What the model says.
        expected: String,
    },
}

/// An access that orders more than it does in the program.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Strengthened {
    /// Where it is.
    pub site: Site,
    /// What it is.
    pub action: Verb,
    /// What it was made of.
    pub by: StrongerBy,
}

/// In which way an access was made stronger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StrongerBy {
    /// `SeqCst` fences around it.
    Fences,
    /// A store by a swap, which continues what a store ends.
    Swap,
    /// A load that comes after an update of something that all who load it update: fences make an order of that.
    Update,
}
