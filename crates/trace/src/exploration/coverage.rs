//! How far an engine has looked.

use serde::{Deserialize, Serialize};

use super::{Bound, Reason};

/// How much of the space of executions an engine has covered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Coverage {
    /// Every execution the engine can tell apart.
    Exhaustive {
        /// How many those were.
        executions: u64,
    },
    /// Every execution within a bound, or as many as a budget allowed.
    Bounded {
        /// How many those were.
        executions: u64,
        /// The bound.
        bound: Bound,
    },
    /// Some executions, picked.
    Sampled {
        /// How many.
        executions: u64,
        /// The seed that picks the same ones again, where there is one.
        seed: Option<u64>,
    },
    /// The engine was stopped before it was done: what it had is reported, nothing is concluded from the rest.
    Interrupted {
        /// How many executions it had finished.
        executions: u64,
        /// Why it stopped.
        reason: Reason,
    },
    /// The engine cannot run this scenario.
    NotApplicable {
        /// Why.
        reason: Reason,
    },
}

impl Coverage {
    /// The number of executions that were completed.
    pub fn executions(&self) -> u64 {
        match self {
            Coverage::Exhaustive { executions }
            | Coverage::Bounded { executions, .. }
            | Coverage::Sampled { executions, .. }
            | Coverage::Interrupted { executions, .. } => *executions,
            Coverage::NotApplicable { .. } => 0,
        }
    }

    /// Whether nothing was left out.
    pub fn is_exhaustive(&self) -> bool {
        matches!(self, Coverage::Exhaustive { .. })
    }
}
