//! Plain memory that nothing guards.

use std::fmt::{self, Debug};
use std::panic::Location;

use crossbeam::atomic::AtomicCell;

use crate::exploration::ObjectKind;
use crate::kernel::meaning::State;
use crate::kernel::operation::{Action, Operation, Trace, Value};
use crate::kernel::{self, Backend};
use crate::object::{self, Object};

/// Plain memory that actors share without a guard: what a variable would be if Rust let threads share it.
///
/// In the models two unordered accesses, one of them a write, are a data race and end the execution. In a real program
/// that would be undefined behaviour; so that a scenario can be run for real all the same, the native arm is
/// `crossbeam`'s `AtomicCell`: single accesses are whole, but nothing joins a read and the write after it.
pub struct RacyCell<T> {
    object: Object,
    memory: Memory<T>,
}

enum Memory<T> {
    Plain(AtomicCell<T>),
    Loom(loom::cell::UnsafeCell<T>),
}

// SAFETY: the loom arm is only ever touched by loom's model threads, which all run on one OS thread, one at a time, and
// loom's cell checks each access; the other arm is `Sync` by itself for these `T`.
#[expect(unsafe_code, reason = "loom's cell is how loom sees data races, and it is not `Sync`")]
unsafe impl<T: Send> Sync for RacyCell<T> {}

impl<T: Copy + Debug> RacyCell<T> {
    /// Memory with this value.
    #[track_caller]
    pub fn new(value: T) -> Self {
        let object = Object::private(|| State::Cell, ObjectKind::Cell, Location::caller());
        if let Object::Model(id) = object {
            let id = id.here();
            kernel::world(|world| world.objects[id].starts_as(shown(&value)));
        }
        let memory = match kernel::backend() {
            Backend::Loom => Memory::Loom(loom::cell::UnsafeCell::new(value)),
            _ => Memory::Plain(AtomicCell::new(value)),
        };
        Self { object, memory }
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
        let Object::Model(id) = self.object else {
            object::enter(site);
            return self.read();
        };
        let id = id.here();
        let op = Operation::on(Action::CellRead, id, site);
        kernel::plain_step(op, id, false, || self.read(), |value| Trace::read(shown(value)))
    }

    /// Writes it.
    #[track_caller]
    pub fn set(&self, value: T) {
        let site = Location::caller();
        let Object::Model(id) = self.object else {
            object::enter(site);
            return self.write(value);
        };
        let id = id.here();
        let op = Operation::on(Action::CellWrite, id, site);
        kernel::plain_step(op, id, true, || self.write(value), |()| Trace::written(shown(&value)));
    }

    #[expect(unsafe_code, reason = "loom hands out raw pointers to its cells")]
    fn read(&self) -> T {
        match &self.memory {
            Memory::Plain(cell) => cell.load(),
            // SAFETY: loom has just checked that no unordered write exists, and no reference outlives the call.
            Memory::Loom(cell) => cell.with(|value| unsafe { *value }),
        }
    }

    #[expect(unsafe_code, reason = "loom hands out raw pointers to its cells")]
    fn write(&self, new: T) {
        match &self.memory {
            Memory::Plain(cell) => cell.store(new),
            // SAFETY: loom has just checked that no unordered access exists, and no reference outlives the call.
            Memory::Loom(cell) => cell.with_mut(|value| unsafe { *value = new }),
        }
    }
}

fn shown(value: &impl Debug) -> Value {
    Value::Text(format!("{value:?}"))
}

impl<T: Copy + Debug> crate::process::Inherit for RacyCell<T> {
    fn inherit(&self) -> Self {
        let copy = Self::new(self.read());
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
