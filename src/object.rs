//! What every shared object of the facade carries: its identity, native or in a model.

use std::panic::Location;

use crate::exploration::ObjectKind;
use racecourse_kernel as kernel;
use racecourse_kernel::made::Made;
use racecourse_kernel::shown::Value;
use racecourse_meaning::{ObjectId, State};
use racecourse_native::record::{self, NativeObject};
use racecourse_native::{crew, gates};
use racecourse_sources::name_of_copy;

/// The identity of a shared object.
#[derive(Debug)]
pub(crate) enum Object {
    Native(NativeObject),
    Model(Made<ObjectId>),
}

impl Object {
    /// An object in the memory of the running process, real or in the model that this thread runs.
    pub(crate) fn private(state: impl FnOnce() -> State, kind: ObjectKind, at: &'static Location<'static>) -> Self {
        Self::new(state, kind, at, false)
    }

    /// An object that processes share, such as a pipe.
    pub(crate) fn shared(state: impl FnOnce() -> State, kind: ObjectKind, at: &'static Location<'static>) -> Self {
        Self::new(state, kind, at, true)
    }

    fn new(state: impl FnOnce() -> State, kind: ObjectKind, at: &'static Location<'static>, shared: bool) -> Self {
        if kernel::in_model() {
            Object::Model(Made::new(kernel::add_object(state(), at, shared)))
        } else {
            Object::Native(NativeObject::new(kind, at))
        }
    }

    /// Says what it guards, in a model: what it is before the first step, for reports.
    pub(crate) fn starts_as(&self, value: impl FnOnce() -> Value) {
        if let Object::Model(id) = self
            && kernel::world(|world| world.rules.recorded)
        {
            let (value, id) = (value(), id.here());
            kernel::world(|world| world.objects[id].initial = value);
        }
    }

    /// The identity in a model; `None` if it is native.
    pub(crate) fn model(&self) -> Option<ObjectId> {
        match self {
            Object::Native(_) => None,
            Object::Model(id) => Some(id.here()),
        }
    }

    /// The name under which a forked child's copy of it goes in reports, where a copy has an identity of its own.
    pub(crate) fn name_of_copy(&self) -> Option<String> {
        let id = self.model().filter(|_| kernel::world(|world| world.rules.recorded))?;
        let names = kernel::names();
        Some(kernel::world(|world| {
            let child = world.copying_for().unwrap_or("the child");
            name_of_copy(&world.object_name(id, &names), child)
        }))
    }

    /// Gives it a name for reports.
    pub(crate) fn set_name(&mut self, name: &str) {
        match self {
            Object::Native(object) => object.set_name(name),
            Object::Model(id) => {
                let id = id.here();
                kernel::world(|world| world.name_object(id, name));
            }
        }
    }
}

/// An operation for real that is one step: the actor is seen, and waits for its turn if there are gates.
///
/// # Panics
///
/// See [`tick`].
#[track_caller]
pub(crate) fn enter(site: &'static Location<'static>) {
    tick(site);
    gates::pass();
}

/// An operation for real begins: the actor is seen. Each has one of these.
///
/// # Panics
///
/// If a model is running on this thread, unless it unwinds already: what the operation is on was made before the execution,
/// outside of the function that is checked, and no engine would see it. The verdict would be about another program.
#[track_caller]
pub(crate) fn tick(site: &'static Location<'static>) {
    for_real();
    crew::step();
    record::tick(site);
}

/// The same, where the operation is to start somebody: whom the actor has started before may wait for that one.
#[track_caller]
pub(crate) fn tick_to_start(site: &'static Location<'static>) {
    for_real();
    record::tick(site);
}

/// The same, where the operation is to wait for somebody's end: whom the actor has started goes first.
#[track_caller]
pub(crate) fn tick_to_wait(site: &'static Location<'static>) {
    crew::about_to_wait();
    tick(site);
}

/// The same, for what counts as an operation by itself.
#[track_caller]
pub(crate) fn for_real() {
    if kernel::in_model() && !std::thread::panicking() {
        panic!(
            "what is used here was made outside of the function that is checked, so no engine sees what becomes of it; \
             make it inside, anew in every execution"
        );
    }
}
