//! Memory that actors share in a way that no model sees.

use serde::{Deserialize, Serialize};

use crate::failure::Site;

/// An access to memory that is no step of a model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HiddenAccess {
    /// Whose.
    pub actor: String,
    /// Whether it is a write.
    pub writes: bool,
    /// Where its actor took its last step before it, if it had taken one.
    pub after: Option<Site>,
}

/// Two accesses to the same memory, one of them a write, that no step orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HiddenRace {
    /// The one that came first.
    pub first: HiddenAccess,
    /// The other one.
    pub second: HiddenAccess,
}

/// What came of watching the memory of executions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched {
    /// Whether all that was touched was watched: there may be more of it than anybody keeps in mind.
    pub is_all: bool,
    /// Some of what was found; nothing if nothing was.
    pub races: Vec<HiddenRace>,
}
