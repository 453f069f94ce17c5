//! Locks that readers share.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use crate::exploration::{ObjectKind, Verb};
use crate::kernel::meaning::State;
use crate::kernel::operation::{Action, Operation, Trace, Value};
use crate::kernel::{self};
use crate::native::{gates, record};
use crate::object::{self, Object};
use crate::show::Guarded;

/// A lock around a value that many readers, or one writer, may hold.
///
/// Natively this is `parking_lot::RwLock`, and the models keep its policy: while a writer waits, new readers wait behind
/// it. So an actor that reads twice at once can block itself.
pub struct RwLock<T: ?Sized> {
    object: Object,
    /// Writers that have joined the queue behind a gate.
    queued: AtomicUsize,
    data: parking_lot::RwLock<Guarded<T>>,
}

impl<T> RwLock<T> {
    /// A free lock around `value`.
    #[track_caller]
    pub fn new(value: T) -> Self {
        let free = State::free_rwlock;
        let object = Object::private(free, ObjectKind::RwLock, Location::caller());
        let value = Guarded::new(value);
        object.starts_as(|| value.show());
        Self { object, queued: AtomicUsize::new(0), data: parking_lot::RwLock::new(value) }
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
    pub fn into_inner(self) -> T {
        self.data.into_inner().into_value()
    }

    /// What `f` makes of the value, without a step; `None` if the lock is taken.
    pub(crate) fn peek<R>(&self, f: impl FnOnce(&T) -> R) -> Option<R> {
        self.data.try_read().map(|data| f(&data))
    }

    pub(crate) fn name_of_copy(&self) -> Option<String> {
        self.object.name_of_copy()
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
                let data = self.try_read_behind_writers().unwrap_or_else(|| {
                    let _wait = record::waiting(Verb::ReadLock, object, site);
                    gates::until(|| self.queued.load(SeqCst) == 0);
                    self.data.read()
                });
                record::holding(object, site);
                data
            }
            Object::Model(id) => {
                kernel::perform(Operation::on(Action::ReadLock, id.here(), site));
                self.data.try_read().expect("the model's lock is held, so the data can be read")
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
                let data = self.data.try_write().unwrap_or_else(|| {
                    let _queue = gates::in_turn().then(|| Queued::join(&self.queued));
                    if _queue.is_some() {
                        gates::pass();
                    }
                    self.data.try_write().unwrap_or_else(|| {
                        let _wait = record::waiting(Verb::WriteLock, object, site);
                        self.data.write()
                    })
                });
                record::holding(object, site);
                data
            }
            Object::Model(id) => {
                // If the lock is busy the writer first joins the queue, and readers that come later wait behind it.
                if !kernel::perform(Operation::on(Action::QueueWriter, id.here(), site)).is_done() {
                    kernel::perform(Operation::on(Action::WriteLock, id.here(), site));
                }
                self.data.try_write().expect("the model's lock is held, so the data is free")
            }
        };
        RwLockWriteGuard { lock: self, data: Some(data), site }
    }

    /// Takes the native lock to read, unless a writer has it or has queued for it.
    fn try_read_behind_writers(&self) -> Option<parking_lot::RwLockReadGuard<'_, Guarded<T>>> {
        if self.queued.load(SeqCst) == 0 { self.data.try_read() } else { None }
    }

    /// Takes the lock to read if there is no writer.
    #[track_caller]
    pub fn try_read(&self) -> Option<RwLockReadGuard<'_, T>> {
        let site = Location::caller();
        let data = match &self.object {
            Object::Native(object) => {
                object::enter(site);
                let data = self.try_read_behind_writers()?;
                record::holding(object, site);
                data
            }
            Object::Model(id) => {
                let taken = kernel::perform(Operation::on(Action::TryReadLock, id.here(), site)).is_done();
                taken.then(|| self.data.try_read().expect("the model's lock is held, so the data can be read"))?
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
                let data = self.data.try_write()?;
                record::holding(object, site);
                data
            }
            Object::Model(id) => {
                let taken = kernel::perform(Operation::on(Action::TryWriteLock, id.here(), site)).is_done();
                taken.then(|| self.data.try_write().expect("the model's lock is held, so the data is free"))?
            }
        };
        Some(RwLockWriteGuard { lock: self, data: Some(data), site })
    }
}

/// A writer's place in the queue of a lock behind gates.
struct Queued<'a>(&'a AtomicUsize);

impl<'a> Queued<'a> {
    fn join(queue: &'a AtomicUsize) -> Self {
        queue.fetch_add(1, SeqCst);
        Self(queue)
    }
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, SeqCst);
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
                record::released(object);
            }
            Object::Model(id) => {
                let Some(id) = id.if_here() else { return };
                kernel::perform_showing(Operation::on(Action::WriteUnlock, id, self.site), &mut |_| {
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

impl<T: Default> Default for RwLock<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new(T::default())
    }
}
