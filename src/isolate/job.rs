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

/// The program that a job is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Which {
    /// A variant of a scenario, both by name.
    Variant { scenario: String, variant: String },
    /// A check in somebody's test, by the place of its caller, and the how-manieth there it is.
    Check { place: String, nth: usize },
}

/// One exploration.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Job {
    pub(super) which: Which,
    pub(super) engine: EngineId,
    /// The schedule to follow instead of exploring, if there is one.
    pub(super) schedule: Option<Schedule>,
    pub(super) budget: Budget,
    pub(super) silence_ms: u64,
    pub(super) memory: u64,
    /// Where the scenario's files go; the parent removes it.
    pub(super) files: PathBuf,
    /// Where what the program prints goes, if anybody wants to see it: a descriptor that the child has inherited.
    pub(super) prints: Option<i32>,
    /// The process that waits for the result.
    pub(super) parent: i32,
}
