//! What one execution of a scenario came to, as a short label.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::cut::cut;

/// What a variant returns: a short label such as `counter=2`.
///
/// A variant reports, it does not judge: whether a label is allowed or forbidden is written in the scenario's
/// table of outcomes. Two executions came to the same end exactly when their labels are equal, so a label must not
/// hold addresses, times or anything else that differs from run to run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Outcome(String);

impl Outcome {
    /// An outcome with this label. One that is longer than many pages is [cut](crate::cut), and says so.
    pub fn new(label: impl fmt::Display) -> Self {
        Self(cut(&label.to_string()))
    }

    /// The label.
    pub fn label(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
