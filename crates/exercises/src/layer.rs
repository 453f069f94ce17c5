//! The rungs of the ladder: each needs those below it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A rung.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Layer {
    /// It compiles, and uses nothing that an exercise does not have.
    Builds,
    /// Whatever comes out may, and whatever has to come out does.
    Right,
    /// Every execution comes to its end, and nobody waits longer than stated.
    Live,
    /// Of tests: with every wrong implementation one of them fails.
    Kills,
    /// What may be done at the same time is, in some execution.
    Concurrent,
    /// No call takes more steps than it may.
    Cost,
}

impl Layer {
    /// All, from the lowest.
    pub const ALL: [Layer; 6] =
        [Layer::Builds, Layer::Right, Layer::Live, Layer::Kills, Layer::Concurrent, Layer::Cost];

    /// Its word.
    pub const fn name(self) -> &'static str {
        match self {
            Layer::Builds => "builds",
            Layer::Right => "right",
            Layer::Live => "live",
            Layer::Kills => "kills",
            Layer::Concurrent => "concurrent",
            Layer::Cost => "cost",
        }
    }

    /// The layer with this word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layer| layer.name() == name)
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
