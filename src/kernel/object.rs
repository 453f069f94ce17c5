//! What is known of an object of a world besides what it means: what it is called, where it was made and by whom.

use std::panic::Location;

use super::operation::{ActorId, ProcessId, Value};

/// An object of a world.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    /// What it was made with, for reports.
    pub(crate) initial: Value,
    pub(crate) name: Option<String>,
    pub(crate) created: &'static Location<'static>,
    /// The process whose memory it is in; `None` for what processes share.
    pub(crate) home: Option<ProcessId>,
    /// The actor that made it, and as the how-manieth of what it made.
    pub(crate) maker: (ActorId, usize),
}
