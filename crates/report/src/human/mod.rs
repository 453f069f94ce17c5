//! The report for a reader: what went wrong, the evidence, the shortest way to see it, and what to do next.
//!
//! The order is always the same: a line that says it all, a sentence in plain words, the outcomes, the evidence, the
//! schedule, why it fails, what each engine says, and the next commands. Signs carry the meaning, colour only helps.

mod brief;
mod check;
mod command;
mod concurrency;
mod engines;
mod evidence;
mod focus;
mod fold;
mod forced;
mod full;
mod heading;
mod held;
mod kinds;
mod layout;
mod outcomes;
mod replayed;
mod round;
mod row;
mod rows;
mod schedule;
mod source;
mod steps;
mod weaker;
mod why;

pub use crate::verdict::Finding;
pub use brief::{SCREEN, brief};
pub use check::CheckReport;
pub(crate) use command::command_lines;
pub use engines::coverage_words;
pub use full::{counterexample, finding};
pub use held::{all_allowed, diverges, follows};
pub use outcomes::histogram;
pub use replayed::replayed;
pub use steps::{Steps, numbers, steps};
pub use weaker::weaker;
