//! Plain memory that nothing guards.

use std::fmt::{self, Debug};
use std::panic::Location;

use crossbeam_utils::atomic::AtomicCell;

use crate::exploration::ObjectKind;
use crate::object::{self, Object};
use crate::show;
use racecourse_kernel as kernel;
use racecourse_meaning::{Action, Operation, State};

/// Plain memory that actors share without a guard: what a variable would be if Rust let threads share it.
///
/// In the models two unordered accesses, one of them a write, are a data race and end the execution. In a real program
/// that would be undefined behaviour; so that a scenario can be run for real all the same, the native arm is
/// `crossbeam`'s `AtomicCell`: single accesses are whole, but nothing joins a read and the write after it.
pub struct RacyCell<T> {
    object: Object,
    memory: AtomicCell<T>,
}

impl<T: Copy + Debug> RacyCell<T> {
    /// Memory with this value.
    #[track_caller]
    pub fn new(value: T) -> Self {
        let state = || {
            let (word, value) = show::as_word(&value);
            State::Cell { word, value }
        };
        let object = Object::private(state, ObjectKind::Cell, Location::caller());
        object.starts_as(|| show::in_words(&value));
        Self { object, memory: AtomicCell::new(value) }
    }

    /// The same memory under a name of its own in reports.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.object.set_name(name);
        self
    }

    /// Reads it.
    #[track_caller]
    pub fn get(&self) -> T {
        let site = Location::caller();
        match &self.object {
            Object::Native(_) => object::enter(site),
            Object::Model(id) => {
                kernel::perform(Operation::on(Action::CellRead, id.here(), site));
            }
        }
        self.memory.load()
    }

    /// Writes it.
    #[track_caller]
    pub fn set(&self, value: T) {
        let site = Location::caller();
        match &self.object {
            Object::Native(_) => object::enter(site),
            Object::Model(id) => {
                let (_, word) = show::as_word(&value);
                // The value itself is moved right after the step, before anybody else runs.
                kernel::perform(Operation::on(Action::CellWrite, id.here(), site).operand(word));
            }
        }
        self.memory.store(value);
    }
}

impl<T: Copy + Debug> crate::process::Inherit for RacyCell<T> {
    fn inherit(&self) -> Self {
        let copy = Self::new(self.memory.load());
        match self.object.name_of_copy() {
            Some(name) => copy.named(&name),
            None => copy,
        }
    }
}

impl<T> fmt::Debug for RacyCell<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RacyCell").finish_non_exhaustive()
    }
}
