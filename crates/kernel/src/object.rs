//! What is known of an object of a world besides what it means: what it is called, where it was made and by whom.

use std::panic::Location;

use super::shown::Value;
use racecourse_meaning::ProcessId;

/// An object of a world.
#[derive(Clone, Debug)]
pub struct Object {
    /// What it was made with, for reports.
    pub initial: Value,
    /// What the program calls it; `None` if only its text does.
    pub name: Option<String>,
    pub(crate) created: &'static Location<'static>,
    /// The process whose memory it is in; `None` for what processes share.
    pub(crate) home: Option<ProcessId>,
}

impl Object {
    /// Nothing, at a number that something has in another execution.
    pub(super) fn not_there() -> Self {
        Self { initial: Value::None, name: None, created: Location::caller(), home: None }
    }

    /// It is made, in the place of what had its number in the last execution.
    pub(super) fn is_made(&mut self, created: &'static Location<'static>, home: Option<ProcessId>) {
        self.initial = Value::None;
        self.name = None;
        self.created = created;
        self.home = home;
    }
}
