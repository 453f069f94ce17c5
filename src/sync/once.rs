//! Things that happen once.

use std::fmt;
use std::panic::Location;

use crate::exploration::{ObjectKind, Verb};
use crate::object::{self, Object};
use racecourse_kernel as kernel;
use racecourse_meaning::{Action, ObjectId, Operation, State};
use racecourse_native::gates::{self, ByRules};
use racecourse_native::record::{self, NativeObject};

/// A cell that is written once; who comes while it is being written waits.
pub struct OnceLock<T> {
    object: Object,
    data: std::sync::OnceLock<T>,
    behind_gates: Option<Box<ByRules>>,
}

impl<T> OnceLock<T> {
    /// An empty cell.
    #[track_caller]
    pub fn new() -> Self {
        let empty = || State::Once { runner: None, done: false };
        let object = Object::private(empty, ObjectKind::Once, Location::caller());
        let behind_gates = ByRules::if_gates_are_up(empty);
        Self { object, data: std::sync::OnceLock::new(), behind_gates }
    }

    /// The same cell under a name of its own in reports.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.object.set_name(name);
        self
    }

    /// The value, if it has been written.
    #[track_caller]
    pub fn get(&self) -> Option<&T> {
        let site = Location::caller();
        if let Object::Model(id) = self.object {
            let done = kernel::perform(Operation::on(Action::Load, id.here(), site));
            return if done.is_done() { self.data.get() } else { None };
        }
        object::enter(site);
        self.data.get()
    }

    /// Writes the value.
    ///
    /// # Errors
    ///
    /// Gives the value back if the cell has one already.
    #[track_caller]
    pub fn set(&self, value: T) -> Result<(), T> {
        let mut value = Some(value);
        self.enter(Location::caller(), || value.take().expect("written once"));
        match value {
            None => Ok(()),
            Some(value) => Err(value),
        }
    }

    /// The value; if there is none yet, this actor makes it with `init` while others wait.
    #[track_caller]
    pub fn get_or_init(&self, init: impl FnOnce() -> T) -> &T {
        self.enter(Location::caller(), init)
    }

    #[track_caller]
    fn enter(&self, site: &'static Location<'static>, init: impl FnOnce() -> T) -> &T {
        match &self.object {
            Object::Native(object) => {
                if let Some(rules) = &self.behind_gates {
                    return self.enter_behind_gates(rules, object, site, init);
                }
                object::tick(site);
                let _wait = record::waiting(Verb::Initialise, object, site);
                self.data.get_or_init(|| {
                    // Now it is this actor that the others wait for.
                    drop(_wait);
                    record::holding(object, site);
                    let value = init();
                    record::released(object);
                    value
                })
            }
            Object::Model(id) => {
                let id = id.here();
                if kernel::perform(Operation::on(Action::OnceEnter, id, site)).is_done() {
                    let mut leave = LeaveOnce { id, site, done: false };
                    let value = init();
                    assert!(self.data.set(value).is_ok(), "only the one inside writes");
                    leave.done = true;
                }
                self.data.get().expect("it has been written")
            }
        }
    }
}

impl<T> OnceLock<T> {
    /// The same, where going in and coming out are steps of their own.
    fn enter_behind_gates(
        &self,
        rules: &ByRules,
        object: &NativeObject,
        site: &'static Location<'static>,
        init: impl FnOnce() -> T,
    ) -> &T {
        object::enter(site);
        let waits = || record::waiting(Verb::Initialise, object, site);
        if rules.step(&Operation::alone(Action::OnceEnter, site), waits).is_done() {
            let mut inside = Inside { rules, object, site, done: false };
            record::holding(object, site);
            let value = init();
            gates::pass();
            let _ = self.data.set(value);
            inside.done = true;
        }
        self.data.get().expect("it has been written")
    }
}

/// Somebody who is inside, behind gates.
struct Inside<'a> {
    rules: &'a ByRules,
    object: &'a NativeObject,
    site: &'static Location<'static>,
    done: bool,
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        record::released(self.object);
        let leave = Operation::alone(Action::OnceDone, self.site).amount(usize::from(self.done));
        self.rules.step(&leave, || ());
    }
}

/// Leaves, also when the work panicked: then another may try.
struct LeaveOnce {
    id: ObjectId,
    site: &'static Location<'static>,
    done: bool,
}

impl Drop for LeaveOnce {
    fn drop(&mut self) {
        kernel::perform(Operation::on(Action::OnceDone, self.id, self.site).amount(usize::from(self.done)));
    }
}

impl<T> Default for OnceLock<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

impl<T> fmt::Debug for OnceLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OnceLock").finish_non_exhaustive()
    }
}

/// Work that is done once, by whoever comes first; the others wait for it.
#[derive(Debug, Default)]
pub struct Once {
    done: OnceLock<()>,
}

impl Once {
    /// Not done yet.
    #[track_caller]
    pub fn new() -> Self {
        Self { done: OnceLock::new() }
    }

    /// Does the work, unless it was done; returns when it is done.
    #[track_caller]
    pub fn call_once(&self, work: impl FnOnce()) {
        self.done.get_or_init(work);
    }

    /// Whether the work was done.
    #[track_caller]
    pub fn is_completed(&self) -> bool {
        self.done.get().is_some()
    }
}
