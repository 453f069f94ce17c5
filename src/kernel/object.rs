//! An object of a world: its state, its value, what it is called, and what has been published there.

use std::panic::Location;

use super::meaning::State;
use super::operation::{ActorId, ProcessId, Value};

/// An object of a world.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub(crate) state: State,
    /// The last value seen, for cells and atomics.
    pub(crate) value: Value,
    /// What it was made with, for reports.
    pub(crate) initial: Value,
    pub(crate) name: Option<String>,
    pub(crate) created: &'static Location<'static>,
    /// The process whose memory it is in; `None` for what processes share.
    pub(crate) home: Option<ProcessId>,
    /// The actor that made it, and as the how-manieth of what it made.
    pub(crate) maker: (ActorId, usize),
    pub(crate) clocks: super::clock::ObjectClocks,
}

impl Object {
    /// Sets the value it is made with.
    pub(crate) fn starts_as(&mut self, value: Value) {
        self.initial = value.clone();
        self.value = value;
    }
}
