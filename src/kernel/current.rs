//! The execution that is running on this thread: its world, on which backend, and how its actors leave it.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;

use super::world::World;
use crate::naming::Names;

/// What the facade's primitives are made of on this thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    /// The real thing.
    Native,
    /// A model on loom's runtime.
    Loom,
    /// A model on shuttle's runtime.
    Shuttle,
    /// A model on coroutines of our own.
    Coroutines,
}

thread_local! {
    static BACKEND: Cell<Backend> = const { Cell::new(Backend::Native) };
    static WORLD: RefCell<Option<World>> = const { RefCell::new(None) };
    static NAMES: RefCell<Rc<Names>> = RefCell::default();
}

/// The backend of this thread.
pub(crate) fn backend() -> Backend {
    BACKEND.get()
}

/// Runs `f` with another backend, to be put *around* a call into an engine: inside its closure it would leak when a
/// model unwinds.
pub(crate) fn with_backend<R>(backend: Backend, names: Names, f: impl FnOnce() -> R) -> R {
    let before = (BACKEND.replace(backend), NAMES.replace(Rc::new(names)));
    let result = panic::catch_unwind(AssertUnwindSafe(|| crate::hook::inside(f)));
    BACKEND.set(before.0);
    NAMES.set(before.1);
    WORLD.take();
    result.unwrap_or_else(|payload| panic::resume_unwind(payload))
}

/// The payload with which actors unwind when their execution is over. Not a failure.
pub(crate) struct Stopped;

/// The current execution. Never held across a switch to another actor.
pub(crate) fn world<R>(f: impl FnOnce(&mut World) -> R) -> R {
    WORLD.with_borrow_mut(|world| f(world.as_mut().expect("an object of a model is used outside of its execution")))
}

/// The current execution, if there is one.
pub(crate) fn try_world<R>(f: impl FnOnce(&mut World) -> R) -> Option<R> {
    WORLD.with_borrow_mut(|world| world.as_mut().map(f))
}

pub(crate) fn names() -> Rc<Names> {
    NAMES.with_borrow(Rc::clone)
}

/// An execution begins.
pub(super) fn put_world(world: World) {
    WORLD.set(Some(world));
}

/// Takes the finished execution out.
pub(crate) fn take_world() -> Option<World> {
    WORLD.take()
}

/// Whether the running actor's execution is over, so that it has to unwind.
pub(super) fn must_unwind() -> bool {
    world(|world| world.stop.is_some() || world.is_killed(world.running))
}

pub(super) fn unwind() -> ! {
    panic::resume_unwind(Box::new(Stopped))
}
