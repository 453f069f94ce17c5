//! Why a program has no graph of states.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why there is no graph of a program's states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GraphError {
    /// There are more states than were asked for.
    TooManyStates {
        /// How many were asked for.
        most: usize,
    },
    /// An execution has more steps than the budget allows.
    TooManySteps {
        /// How many it allows.
        most: usize,
    },
    /// An execution comes back to what looks like the same state again and again, until there are too many states or steps.
    /// It may go round for ever.
    GoesRound {
        /// How often it was seen to come back.
        times: usize,
    },
    /// The same moves have not led to the same state: something besides scheduling makes a difference.
    NotRepeatable,
    /// The search broke down.
    Interrupted {
        /// What its panic said.
        says: String,
    },
}

impl fmt::Display for GraphError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GraphError::TooManyStates { most } => write!(f, "there are more than {most} states"),
            GraphError::TooManySteps { most } => write!(f, "an execution has more than {most} steps"),
            GraphError::GoesRound { times } => {
                write!(f, "an execution comes back {times} times to what looks like the same state")
            }
            GraphError::NotRepeatable => f.write_str("the same moves do not always lead to the same state"),
            GraphError::Interrupted { says } => write!(f, "the search broke down: {says}"),
        }
    }
}

impl std::error::Error for GraphError {}
