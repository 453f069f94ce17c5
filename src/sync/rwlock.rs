//! Locks that readers share.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::panic::Location;

use crate::exploration::{ObjectKind, Verb};
use crate::object::{self, Object};
use crate::process::Inherit;
use crate::show::{Contents, Guarded};
use racecourse_kernel as kernel;
use racecourse_kernel::shown::{Trace, Value};
use racecourse_meaning::{Action, Operation, State};
use racecourse_native::gates::{self, ByRules};
use racecourse_native::record;

/// A lock around a value that many readers, or one writer, may hold.
///
/// Natively this is `parking_lot::RwLock`, and the models keep its policy: while a writer waits, new readers wait behind
/// it. So an actor that reads twice at once can block itself.
pub struct RwLock<T: ?Sized> {
    object: Object,
    behind_gates: Option<Box<ByRules>>,
    data: parking_lot::RwLock<Guarded<T>>,
}

impl<T> RwLock<T> {
    /// A free lock around `value`.
    #[track_caller]
    pub fn new(value: T) -> Self {
        Self::around(Guarded::new(value))
    }

    #[track_caller]
    fn around(value: Guarded<T>) -> Self {
        let free = State::free_rwlock;
        let object = Object::private(free, ObjectKind::RwLock, Location::caller());
        object.starts_as(|| value.show());
        let behind_gates = ByRules::if_gates_are_up(free);
        Self { object, behind_gates, data: parking_lot::RwLock::new(value) }
    }

    /// The same lock under a name of its own in reports.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.object.set_name(name);
        self
    }

    /// The same lock, whose value is shown in reports. Numbers, truth, text, and what is made of a few of these, are
    /// shown anyway.
    #[must_use]
    pub fn shown(mut self) -> Self
    where
        T: fmt::Debug,
    {
        let value = self.data.get_mut();
        value.show_by_debug();
        self.object.starts_as(|| value.show());
        self
    }

    /// The value, without the lock.
    ///
    /// # Panics
    ///
    /// If it is a child's copy of a lock that somebody held to write when the process was forked.
    pub fn into_inner(self) -> T {
        self.data.into_inner().into_value()
    }

    /// What `f` makes of the value, without a step; `None` if the lock is taken.
    pub(crate) fn peek<R>(&self, f: impl FnOnce(&T) -> R) -> Option<R> {
        self.data.try_read().map(|data| f(&data))
    }

    /// The copy of this lock in the memory of a child: taken if this one is, and in the same way.
    #[track_caller]
    fn copy(&self) -> Self
    where
        T: Inherit,
    {
        let value = self.peek(Inherit::inherit);
        let is_written = value.is_none();
        let value = value.map_or_else(|| Guarded::hidden(T::out_of_reach()), Guarded::new);
        let copy = Self::around(value);
        match (&self.object, &copy.object) {
            (Object::Model(original), Object::Model(copy)) => {
                kernel::world(|world| world.copy_state(original.here(), copy.here()));
            }
            _ if is_written => std::mem::forget(copy.data.write()),
            _ if self.data.is_locked() => std::mem::forget(copy.data.read()),
            _ => {}
        }
        if let (Some(original), Some(copy)) = (&self.behind_gates, &copy.behind_gates) {
            copy.is_copy_of(original);
        }
        match self.object.name_of_copy() {
            Some(name) => copy.named(&name),
            None => copy,
        }
    }
}

impl<T: ?Sized> RwLock<T> {
    /// Waits until there is no writer, in the lock or before it, and takes the lock to read.
    #[track_caller]
    pub fn read(&self) -> RwLockReadGuard<'_, T> {
        let site = Location::caller();
        let data = match &self.object {
            Object::Native(object) => {
                object::enter(site);
                let waits = || record::waiting(Verb::ReadLock, object, site);
                let data = match &self.behind_gates {
                    None => self.data.try_read().unwrap_or_else(|| {
                        let _wait = waits();
                        self.data.read()
                    }),
                    Some(rules) => {
                        rules.step(&Operation::alone(Action::ReadLock, site), waits);
                        self.reach_to_read()
                    }
                };
                record::holding(object, site);
                data
            }
            Object::Model(id) => {
                kernel::perform(Operation::on(Action::ReadLock, id.here(), site));
                self.reach_to_read()
            }
        };
        RwLockReadGuard { lock: self, data: Some(data), site }
    }

    /// Waits until the lock is free, and takes it to write.
    #[track_caller]
    pub fn write(&self) -> RwLockWriteGuard<'_, T> {
        let site = Location::caller();
        let data = match &self.object {
            Object::Native(object) => {
                object::enter(site);
                let waits = || record::waiting(Verb::WriteLock, object, site);
                let data = match &self.behind_gates {
                    None => self.data.try_write().unwrap_or_else(|| {
                        let _wait = waits();
                        self.data.write()
                    }),
                    Some(rules) => {
                        if !rules.step(&Operation::alone(Action::QueueWriter, site), || ()).is_done() {
                            gates::pass();
                            rules.step(&Operation::alone(Action::WriteLock, site), waits);
                        }
                        self.reach_to_write()
                    }
                };
                record::holding(object, site);
                data
            }
            Object::Model(id) => {
                // If the lock is busy the writer first joins the queue, and readers that come later wait behind it.
                if !kernel::perform(Operation::on(Action::QueueWriter, id.here(), site)).is_done() {
                    kernel::perform(Operation::on(Action::WriteLock, id.here(), site));
                }
                self.reach_to_write()
            }
        };
        RwLockWriteGuard::new(self, data, site)
    }

    /// The data, where the lock is held to read by the rules, in a model or behind gates.
    fn reach_to_read(&self) -> parking_lot::RwLockReadGuard<'_, Guarded<T>> {
        self.data.try_read().expect("the lock is held by the rules, so the data can be read")
    }

    fn reach_to_write(&self) -> parking_lot::RwLockWriteGuard<'_, Guarded<T>> {
        self.data.try_write().expect("the lock is held by the rules, so the data is free")
    }

    /// Gives the lock up by the rules, if there are gates; the data is free already.
    fn is_given_up(&self, action: Action, site: &'static Location<'static>) {
        if let Some(rules) = &self.behind_gates {
            rules.step(&Operation::alone(action, site), || ());
        }
    }

    /// Tries to take the lock for real, by the rules if there are gates.
    fn take_if_allowed<D>(
        &self,
        action: Action,
        site: &'static Location<'static>,
        take: impl FnOnce() -> Option<D>,
    ) -> Option<D> {
        let by_rules = |rules: &ByRules| rules.step(&Operation::alone(action, site), || ()).is_done();
        if self.behind_gates.as_deref().is_none_or(by_rules) { take() } else { None }
    }

    /// Takes the lock to read if there is no writer.
    #[track_caller]
    pub fn try_read(&self) -> Option<RwLockReadGuard<'_, T>> {
        let site = Location::caller();
        let data = match &self.object {
            Object::Native(object) => {
                object::enter(site);
                let data = self.take_if_allowed(Action::TryReadLock, site, || self.data.try_read())?;
                record::holding(object, site);
                data
            }
            Object::Model(id) => {
                let taken = kernel::perform(Operation::on(Action::TryReadLock, id.here(), site)).is_done();
                taken.then(|| self.reach_to_read())?
            }
        };
        Some(RwLockReadGuard { lock: self, data: Some(data), site })
    }

    /// Takes the lock to write if it is free.
    #[track_caller]
    pub fn try_write(&self) -> Option<RwLockWriteGuard<'_, T>> {
        let site = Location::caller();
        let data = match &self.object {
            Object::Native(object) => {
                object::enter(site);
                let data = self.take_if_allowed(Action::TryWriteLock, site, || self.data.try_write())?;
                record::holding(object, site);
                data
            }
            Object::Model(id) => {
                let taken = kernel::perform(Operation::on(Action::TryWriteLock, id.here(), site)).is_done();
                taken.then(|| self.reach_to_write())?
            }
        };
        Some(RwLockWriteGuard::new(self, data, site))
    }
}

/// The right to read a lock's value.
pub struct RwLockReadGuard<'a, T: ?Sized> {
    lock: &'a RwLock<T>,
    data: Option<parking_lot::RwLockReadGuard<'a, Guarded<T>>>,
    site: &'static Location<'static>,
}

/// The right to change a lock's value.
pub struct RwLockWriteGuard<'a, T: ?Sized> {
    lock: &'a RwLock<T>,
    data: Option<parking_lot::RwLockWriteGuard<'a, Guarded<T>>>,
    site: &'static Location<'static>,
    /// Whether somebody has reached for the value to change it.
    written: bool,
    /// What the value was, if somebody asks whether it is changed.
    before: Option<Contents>,
}

impl<'a, T: ?Sized> RwLockWriteGuard<'a, T> {
    fn new(
        lock: &'a RwLock<T>,
        data: parking_lot::RwLockWriteGuard<'a, Guarded<T>>,
        site: &'static Location<'static>,
    ) -> Self {
        let before = Contents::noted(&data);
        Self { lock, data: Some(data), site, written: false, before }
    }
}

impl<T: ?Sized> Deref for RwLockReadGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.data.as_ref().expect("a guard has its data while it is in use")
    }
}

impl<T: ?Sized> Deref for RwLockWriteGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.data.as_ref().expect("a guard has its data while it is in use")
    }
}

impl<T: ?Sized> DerefMut for RwLockWriteGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.written = true;
        self.data.as_mut().expect("a guard has its data while it is in use")
    }
}

impl<T: ?Sized> Drop for RwLockReadGuard<'_, T> {
    fn drop(&mut self) {
        if matches!(self.lock.object, Object::Native(_)) {
            gates::pass();
        }
        match &self.lock.object {
            Object::Native(object) => {
                self.data = None;
                self.lock.is_given_up(Action::ReadUnlock, self.site);
                record::released(object);
            }
            Object::Model(id) => {
                if let Some(id) = id.if_here() {
                    kernel::perform(Operation::on(Action::ReadUnlock, id, self.site));
                }
                self.data = None;
            }
        }
    }
}

impl<T: ?Sized> Drop for RwLockWriteGuard<'_, T> {
    fn drop(&mut self) {
        if matches!(self.lock.object, Object::Native(_)) {
            gates::pass();
        }
        let data = self.data.take();
        match &self.lock.object {
            Object::Native(object) => {
                drop(data);
                self.lock.is_given_up(Action::WriteUnlock, self.site);
                record::released(object);
            }
            Object::Model(id) => {
                let Some(id) = id.if_here() else { return };
                if let (Some(before), Some(data)) = (self.before.take(), &data) {
                    before.compare(data, self.written);
                }
                let unlock = Operation::on(Action::WriteUnlock, id, self.site).having_written(self.written);
                kernel::perform_showing(unlock, &mut |_| {
                    Trace::default().passing(data.as_ref().map_or(Value::None, |data| data.show()))
                });
                drop(data);
            }
        }
    }
}

impl<T: ?Sized> fmt::Debug for RwLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RwLock").finish_non_exhaustive()
    }
}

/// The child's copy holds what the parent's held. If that is taken, by whomever, the copy is taken for ever.
impl<T: Inherit> Inherit for RwLock<T> {
    #[track_caller]
    fn inherit(&self) -> Self {
        self.copy()
    }

    #[track_caller]
    fn out_of_reach() -> Self {
        Self::around(Guarded::hidden(T::out_of_reach()))
    }
}

impl<T: Default> Default for RwLock<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new(T::default())
    }
}
