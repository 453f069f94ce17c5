//! What a lab's process is told to do.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::lab::Setting;

/// The environment variable that makes a process a lab's.
pub(in crate::lab) const VARIABLE: &str = "RACECOURSE_LAB";

/// What a child is to do.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Job {
    pub(super) lab: String,
    pub(super) setting: Setting,
    /// Where its files go. Nobody else uses this path, and whoever is left at the end removes it.
    pub(super) folder: PathBuf,
}
