//! Where a lab runs: in a process of its own, with one thread, that dies with whoever started it.
//!
//! The parent starts its own program again with the job in an environment variable, shows what the child says, and gets
//! the findings at the end. The child's first act is to fork a guard that waits for the parent's end of a pipe to close.
//! Whatever ends the parent closes it, and then the guard kills the whole group: the lab, and every worker it has left.

mod child;
mod guard;
mod parent;
pub(super) mod wire;

pub use self::child::enter_if_child;
pub use self::parent::{Event, run};

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::Setting;

/// The environment variable that makes a process a lab's.
const VARIABLE: &str = "RACECOURSE_LAB";

/// What a child is to do.
#[derive(Debug, Serialize, Deserialize)]
struct Job {
    lab: String,
    setting: Setting,
    /// Where its files go. Nobody else uses this path, and whoever is left at the end removes it.
    folder: PathBuf,
}
