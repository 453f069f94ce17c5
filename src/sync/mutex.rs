//! Mutual exclusion.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::exploration::{ObjectKind, Remark, Verb};
use crate::object::{self, Object};
use crate::process::Inherit;
use crate::show::{Contents, Guarded};
use racecourse_kernel::shown::{Trace, Value};
use racecourse_kernel::{self as kernel, tripwire};
use racecourse_meaning::{Action, ObjectId, Operation, State};
use racecourse_native::gates;
use racecourse_native::record::{self, NativeObject};

/// A lock around a value: at most one actor at a time holds its guard.
///
/// Natively this is `parking_lot::Mutex`. A panic in its owner does not poison it.
pub struct Mutex<T: ?Sized> {
    pub(super) object: Object,
    data: parking_lot::Mutex<Guarded<T>>,
}

impl<T> Mutex<T> {
    /// A free lock around `value`.
    #[track_caller]
    pub fn new(value: T) -> Self {
        Self::around(Guarded::new(value))
    }

    #[track_caller]
    fn around(value: Guarded<T>) -> Self {
        let free = || State::Mutex { owner: None };
        let object = Object::private(free, ObjectKind::Mutex, Location::caller());
        object.starts_as(|| value.show());
        Self { object, data: parking_lot::Mutex::new(value) }
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
    /// If it is a child's copy of a lock that somebody held when the process was forked.
    pub fn into_inner(self) -> T {
        self.data.into_inner().into_value()
    }

    /// What `f` makes of the value, without a step; `None` if the lock is taken.
    pub(crate) fn peek<R>(&self, f: impl FnOnce(&T) -> R) -> Option<R> {
        self.data.try_lock().map(|data| f(&data))
    }

    /// The copy of this lock in the memory of a child: taken if this one is.
    #[track_caller]
    fn copy(&self) -> Self
    where
        T: Inherit,
    {
        let value = self.peek(Inherit::inherit);
        let is_held = value.is_none();
        let value = value.map_or_else(|| Guarded::hidden(T::out_of_reach()), Guarded::new);
        let copy = Self::around(value);
        match (&self.object, &copy.object) {
            (Object::Model(original), Object::Model(copy)) => {
                kernel::world(|world| world.copy_state(original.here(), copy.here()));
            }
            _ if is_held => std::mem::forget(copy.data.lock()),
            _ => {}
        }
        match self.object.name_of_copy() {
            Some(name) => copy.named(&name),
            None => copy,
        }
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Waits until the lock is free, and takes it.
    #[track_caller]
    pub fn lock(&self) -> MutexGuard<'_, T> {
        let site = Location::caller();
        match &self.object {
            Object::Native(object) => {
                object::enter(site);
                let data = self.data.try_lock().unwrap_or_else(|| {
                    let _wait = record::waiting(Verb::Lock, object, site);
                    self.data.lock()
                });
                record::holding(object, site);
                MutexGuard::new(self, data, site)
            }
            Object::Model(id) => {
                kernel::perform(Operation::on(Action::Lock, id.here(), site));
                self.guard(site)
            }
        }
    }

    /// Takes the lock if it is free.
    #[track_caller]
    pub fn try_lock(&self) -> Option<MutexGuard<'_, T>> {
        let site = Location::caller();
        match &self.object {
            Object::Native(object) => {
                object::enter(site);
                let data = self.data.try_lock()?;
                record::holding(object, site);
                Some(MutexGuard::new(self, data, site))
            }
            Object::Model(id) => {
                let taken = kernel::perform(Operation::on(Action::TryLock, id.here(), site));
                taken.is_done().then(|| self.guard(site))
            }
        }
    }

    /// The value, which nobody else can be using.
    ///
    /// # Panics
    ///
    /// As [`into_inner`](Self::into_inner).
    pub fn get_mut(&mut self) -> &mut T {
        self.data.get_mut().without_lock()
    }

    fn guard(&self, site: &'static Location<'static>) -> MutexGuard<'_, T> {
        MutexGuard::new(self, self.reach(), site)
    }

    /// The data, in a model, where holding the lock means that nobody else reaches it.
    fn reach(&self) -> parking_lot::MutexGuard<'_, Guarded<T>> {
        self.data.try_lock().expect("the model's lock is held, so the data is free")
    }
}

/// The child's copy holds what the parent's held. If that is taken, by whomever, the copy is taken for ever.
impl<T: Inherit> Inherit for Mutex<T> {
    #[track_caller]
    fn inherit(&self) -> Self {
        self.copy()
    }

    #[track_caller]
    fn out_of_reach() -> Self {
        Self::around(Guarded::hidden(T::out_of_reach()))
    }
}

impl<T: Default> Default for Mutex<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: ?Sized> fmt::Debug for Mutex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mutex").finish_non_exhaustive()
    }
}

/// The right to use a mutex's value; dropping it frees the lock.
pub struct MutexGuard<'a, T: ?Sized> {
    pub(super) mutex: &'a Mutex<T>,
    /// `None` only while a condition variable waits, and while the guard is dropped.
    data: Option<parking_lot::MutexGuard<'a, Guarded<T>>>,
    site: &'static Location<'static>,
    /// Whether the value has been borrowed, and borrowed for writing: what a report can say of a value it cannot see.
    read: AtomicBool,
    written: bool,
    /// What the value was, if somebody asks whether it is changed.
    before: Option<Contents>,
}

impl<'a, T: ?Sized> MutexGuard<'a, T> {
    fn new(
        mutex: &'a Mutex<T>,
        data: parking_lot::MutexGuard<'a, Guarded<T>>,
        site: &'static Location<'static>,
    ) -> Self {
        let before = Contents::noted(&data);
        Self { mutex, data: Some(data), site, read: AtomicBool::new(false), written: false, before }
    }

    /// What was done with the value while the lock was held.
    fn use_of_value(&self) -> Remark {
        match (self.written, self.read.load(Ordering::Relaxed)) {
            (true, _) => Remark::Written,
            (false, true) => Remark::Read,
            (false, false) => Remark::Nothing,
        }
    }

    /// Whether somebody has reached for the value to change it.
    pub(super) fn has_written(&self) -> bool {
        self.written
    }

    /// What the value is now, as far as it can be shown.
    pub(super) fn value(&self) -> Value {
        self.data.as_ref().map_or(Value::None, |data| data.show())
    }

    /// The native guard, for a condition variable.
    pub(super) fn native(&mut self) -> &mut parking_lot::MutexGuard<'a, Guarded<T>> {
        self.data.as_mut().expect("a guard has its data while it is in use")
    }

    /// The value, for a condition that asks for it to be changeable but only looks.
    pub(super) fn looked_at(&mut self) -> &mut T {
        self.read.store(true, Ordering::Relaxed);
        self.data.as_mut().expect("a guard has its data while it is in use")
    }

    /// Where the lock was taken.
    pub(super) fn site(&self) -> &'static Location<'static> {
        self.site
    }

    /// Before the lock of a model is given up: says if the value is changed.
    pub(super) fn compare(&mut self) {
        if let (Some(before), Some(data)) = (self.before.take(), &self.data) {
            before.compare(data, self.written);
        }
    }

    /// Lets go of the data while a condition variable of a model waits.
    pub(super) fn leave(&mut self) {
        self.read = AtomicBool::new(false);
        self.written = false;
        self.data = None;
    }

    /// Takes the native lock again after a wait behind gates.
    pub(super) fn lock_natively_again(&mut self, object: &NativeObject, site: &'static Location<'static>) {
        let data = self.mutex.data.try_lock().unwrap_or_else(|| {
            let _wait = record::waiting(Verb::Lock, object, site);
            self.mutex.data.lock()
        });
        record::holding(object, self.site);
        self.data = Some(data);
    }

    /// Takes the lock of a model again after a wait.
    pub(super) fn lock_again(&mut self, id: ObjectId, site: &'static Location<'static>) {
        kernel::perform(Operation::on(Action::Lock, id, site));
        let data = self.mutex.reach();
        self.before = Contents::noted(&data);
        self.data = Some(data);
    }
}

impl<T: ?Sized> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // Several may look through one guard.
        tripwire::aside(|| self.read.store(true, Ordering::Relaxed));
        self.data.as_ref().expect("a guard has its data while it is in use")
    }
}

impl<T: ?Sized> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.written = true;
        self.data.as_mut().expect("a guard has its data while it is in use")
    }
}

impl<T: ?Sized> Drop for MutexGuard<'_, T> {
    fn drop(&mut self) {
        match &self.mutex.object {
            Object::Native(object) => {
                if self.data.is_none() {
                    return;
                }
                gates::pass();
                record::released(object);
                self.data = None;
            }
            Object::Model(id) => {
                if self.data.is_none() {
                    // The actor unwinds out of a wait: it does not hold the lock.
                    return;
                }
                let Some(id) = id.if_here() else { return };
                self.compare();
                // `Drop` has no caller, so the step is reported where the lock was taken.
                let unlock = Operation::on(Action::Unlock, id, self.site).having_written(self.written);
                kernel::perform_showing(unlock, &mut |_| Trace::remark(self.use_of_value()).passing(self.value()));
                self.data = None;
            }
        }
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}
