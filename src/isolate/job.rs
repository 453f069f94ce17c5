//! What a child is told to do.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::budget::Budget;
use crate::exploration::EngineId;
use crate::schedule::Schedule;

/// The variable that makes a process a child, and tells it its [`Job`] as JSON.
///
/// Not meant to be set by hand.
pub(super) const VARIABLE: &str = "RACECOURSE_CHILD_JOB";

/// One exploration.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Job {
    pub(super) scenario: String,
    pub(super) variant: String,
    pub(super) engine: EngineId,
    /// The schedule to follow instead of exploring, if there is one.
    pub(super) schedule: Option<Schedule>,
    pub(super) budget: Budget,
    pub(super) silence_ms: u64,
    pub(super) memory: u64,
    /// Where the scenario's files go; the parent removes it.
    pub(super) files: PathBuf,
    /// The process that waits for the result.
    pub(super) parent: i32,
}
