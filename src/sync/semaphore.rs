//! Counting semaphores.

use std::fmt;
use std::panic::Location;

use crate::exploration::{ObjectKind, Verb};
use crate::object::{self, Object};
use racecourse_kernel as kernel;
use racecourse_kernel::shown::Value;
use racecourse_meaning::{Action, Operation, State};
use racecourse_native::record;

/// A number of permits; who wants one waits until there is one.
///
/// Natively this is a count under a `parking_lot` mutex with a condition variable.
pub struct Semaphore {
    object: Object,
    permits: parking_lot::Mutex<usize>,
    freed: parking_lot::Condvar,
}

impl Semaphore {
    /// A semaphore with so many permits.
    #[track_caller]
    pub fn new(permits: usize) -> Self {
        let full = || State::new_semaphore(permits);
        let object = Object::private(full, ObjectKind::Semaphore, Location::caller());
        if let Object::Model(id) = object {
            let id = id.here();
            kernel::world(|world| world.objects[id].initial = Value::Permits(permits));
        }
        Self { object, permits: parking_lot::Mutex::new(permits), freed: parking_lot::Condvar::new() }
    }

    /// The same semaphore under a name of its own in reports.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.object.set_name(name);
        self
    }

    /// Waits for a permit and takes it.
    #[track_caller]
    pub fn acquire(&self) -> Permit<'_> {
        let site = Location::caller();
        match &self.object {
            Object::Native(object) => {
                object::enter(site);
                let mut permits = self.permits.lock();
                if *permits == 0 {
                    let _wait = record::waiting(Verb::Acquire, object, site);
                    self.freed.wait_while(&mut permits, |permits| *permits == 0);
                }
                *permits -= 1;
                record::holding(object, site);
            }
            Object::Model(id) => {
                kernel::perform(Operation::on(Action::Acquire, id.here(), site));
            }
        }
        Permit { semaphore: self, site }
    }

    /// Takes a permit if there is one.
    #[track_caller]
    pub fn try_acquire(&self) -> Option<Permit<'_>> {
        let site = Location::caller();
        let taken = match &self.object {
            Object::Native(object) => {
                object::enter(site);
                let mut permits = self.permits.lock();
                let free = *permits > 0;
                if free {
                    *permits -= 1;
                    record::holding(object, site);
                }
                free
            }
            Object::Model(id) => kernel::perform(Operation::on(Action::TryAcquire, id.here(), site)).is_done(),
        };
        // Not made at all if it is not taken: it would be given back.
        taken.then(|| Permit { semaphore: self, site })
    }

    /// Adds a permit that nobody had taken: a signal to whoever waits.
    #[track_caller]
    pub fn release(&self) {
        self.give_back(Location::caller());
    }

    fn give_back(&self, site: &'static Location<'static>) {
        match &self.object {
            Object::Native(object) => {
                object::enter(site);
                record::released(object);
                *self.permits.lock() += 1;
                self.freed.notify_one();
            }
            Object::Model(id) => {
                kernel::perform(Operation::on(Action::Release, id.here(), site));
            }
        }
    }
}

/// A permit; dropping it gives it back.
#[derive(Debug)]
pub struct Permit<'a> {
    semaphore: &'a Semaphore,
    site: &'static Location<'static>,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        // One that outlives its execution gives nothing back, as any other guard.
        let is_over = matches!(&self.semaphore.object, Object::Model(id) if id.if_here().is_none());
        if !is_over {
            self.semaphore.give_back(self.site);
        }
    }
}

impl fmt::Debug for Semaphore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Semaphore").finish_non_exhaustive()
    }
}
