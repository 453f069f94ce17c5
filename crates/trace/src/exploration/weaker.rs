//! Orderings that are stronger than a program needs.

use serde::{Deserialize, Serialize};

use super::MemoryOrder;
use crate::failure::Site;
use crate::verb::Verb;

/// What comes of a program whose orderings are weaker: of each by itself, and of as many as possible together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeakerOrderings {
    /// Each ordering, weaker by one step, with everything else as it is. A place that may be weakened in several ways is there
    /// several times.
    pub each: Vec<Weakened>,
    /// Orderings with which the program, as it is otherwise, comes to the same, all together, and to something else with any of them
    /// weaker by another step. Empty if no ordering can be weaker.
    pub enough: Vec<Relaxation>,
}

/// A place whose ordering is another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relaxation {
    /// Where it is.
    pub site: Site,
    /// What is done there.
    pub action: Verb,
    /// What it has for an order.
    pub from: MemoryOrder,
    /// What it would have. A fence that is `Relaxed` is none.
    pub to: MemoryOrder,
    /// The same of an exchange that fails, if that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_failure: Option<(MemoryOrder, MemoryOrder)>,
}

/// What comes of a weaker ordering.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weakened {
    /// Which.
    pub place: Relaxation,
    /// What the program can come to then that it cannot come to now: outcomes and failures, by their labels. Nothing if the ordering is
    /// stronger than the program needs.
    pub adds: Vec<String>,
}

impl Weakened {
    /// Whether the program comes to the same.
    pub fn is_harmless(&self) -> bool {
        self.adds.is_empty()
    }
}
