//! What an execution teaches that no schedule could have: in which order it can be told, what is odd in it then, why that may
//! be, and what forbids it.
//!
//! All of it is asked of the graph and the model, and nothing is taken from how programs usually look.

mod line_up;
mod missing;
mod repair;
mod strength;

pub use line_up::{Cost, Oddity, Told, cost, line_up, line_up_within};
pub use missing::{Hop, Missing, missing};
pub use repair::{Change, Group, Repair, options, repair};
pub use strength::{Strength, is_ordering, stronger, weaker, weaker_than};
