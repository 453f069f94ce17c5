//! Two ways to lock by a file: one that the kernel watches over, and one that it does not.

use std::fmt;
use std::panic::Location;
use std::sync::Arc;

use super::Inherit;
use crate::object;
use racecourse_kernel::made::Made;
use racecourse_kernel::{self as kernel, world::World};
use racecourse_meaning::{Action, ObjectId, Operation, State};
use racecourse_native::{file_lock as native, lack};

/// A lock on a file, as by flock(2): when its holder ends, however it ends, the kernel releases it.
///
/// The file is private to the run. Two locks of the same name are the same lock.
pub struct FileLock {
    inner: Arc<LockOn>,
}

enum LockOn {
    Native(native::FileLock),
    Model(Made<ObjectId>),
}

/// The object of a model that has this name and this kind, or a new one.
fn find_or_add(name: &str, state: State, at: &'static Location<'static>) -> ObjectId {
    let same = |world: &mut World| {
        let kind = state.kind();
        let same = |&object: &ObjectId| {
            world.states[object].kind() == kind && world.objects[object].name.as_deref() == Some(name)
        };
        (0..world.objects.len()).find(same)
    };
    if let Some(id) = kernel::world(same) {
        return id;
    }
    let id = kernel::add_object(state, at, true);
    kernel::world(|world| world.objects[id].name = Some(name.to_owned()));
    id
}

impl FileLock {
    /// The lock called `name`.
    ///
    /// # Panics
    ///
    /// If the system cannot make the file.
    #[track_caller]
    pub fn new(name: &str) -> Self {
        let at = Location::caller();
        let inner = if kernel::in_model() {
            LockOn::Model(Made::new(find_or_add(name, State::FileLock { owner: None }, at)))
        } else {
            let lock = native::FileLock::new(name, at);
            LockOn::Native(lock.unwrap_or_else(|error| lack::give_up("make a lock file", &error)))
        };
        Self { inner: Arc::new(inner) }
    }

    /// A lock of a model that nothing else shares.
    pub(super) fn unnamed(at: &'static Location<'static>) -> Self {
        Self {
            inner: Arc::new(LockOn::Model(Made::new(kernel::add_object(State::FileLock { owner: None }, at, true)))),
        }
    }

    /// Waits until it is free, and takes it.
    ///
    /// # Panics
    ///
    /// If the system cannot lock the file.
    #[track_caller]
    pub fn lock(&self) -> FileLockGuard<'_> {
        let site = Location::caller();
        let inner = match &*self.inner {
            LockOn::Native(lock) => {
                object::for_real();
                GuardOn::Native(lock.lock(site).unwrap_or_else(|error| lack::give_up("lock a file", &error)))
            }
            LockOn::Model(id) => {
                kernel::perform(Operation::on(Action::FileLock, id.here(), site));
                GuardOn::Model(*id, site)
            }
        };
        FileLockGuard { inner, _lock: self }
    }

    /// Takes it if it is free.
    ///
    /// # Panics
    ///
    /// If the system cannot lock the file.
    #[track_caller]
    pub fn try_lock(&self) -> Option<FileLockGuard<'_>> {
        let site = Location::caller();
        let inner = match &*self.inner {
            LockOn::Native(lock) => {
                object::for_real();
                let taken = lock.try_lock(site).unwrap_or_else(|error| lack::give_up("lock a file", &error));
                GuardOn::Native(taken?)
            }
            LockOn::Model(id) => {
                let free = kernel::perform(Operation::on(Action::FileTryLock, id.here(), site));
                free.is_done().then_some(GuardOn::Model(*id, site))?
            }
        };
        Some(FileLockGuard { inner, _lock: self })
    }
}

/// The right to what a file lock guards; dropping it releases the lock.
pub struct FileLockGuard<'a> {
    inner: GuardOn<'a>,
    _lock: &'a FileLock,
}

enum GuardOn<'a> {
    #[expect(dead_code, reason = "held to be dropped")]
    Native(native::FileLockGuard<'a>),
    Model(Made<ObjectId>, &'static Location<'static>),
}

impl Drop for FileLockGuard<'_> {
    fn drop(&mut self) {
        if let GuardOn::Model(id, site) = self.inner
            && let Some(id) = id.if_here()
        {
            kernel::perform(Operation::on(Action::FileUnlock, id, site));
        }
    }
}

/// The same lock in the child. What the parent holds the child does not hold.
impl Inherit for FileLock {
    fn inherit(&self) -> Self {
        Self { inner: Arc::clone(&self.inner) }
    }
}

/// A file whose existence is the lock: who creates it has the lock, who removes it frees it. When its creator dies it
/// stays.
///
/// The file is private to the run. Two of the same name are the same file.
pub struct LockFile {
    inner: Arc<FileOn>,
}

enum FileOn {
    Native(native::LockFile),
    Model(Made<ObjectId>),
}

impl LockFile {
    /// The file called `name`, which does not exist at first.
    ///
    /// # Panics
    ///
    /// If the system cannot make the directory for it.
    #[track_caller]
    pub fn new(name: &str) -> Self {
        let at = Location::caller();
        let inner = if kernel::in_model() {
            FileOn::Model(Made::new(find_or_add(name, State::File { exists: false }, at)))
        } else {
            let file = native::LockFile::new(name);
            FileOn::Native(file.unwrap_or_else(|error| lack::give_up("make a place for a lock file", &error)))
        };
        Self { inner: Arc::new(inner) }
    }

    /// Creates the file; false if it exists already. Of several who try at once, one succeeds.
    ///
    /// # Panics
    ///
    /// As all operations here, if the system refuses.
    #[track_caller]
    pub fn try_create(&self) -> bool {
        let site = Location::caller();
        match &*self.inner {
            FileOn::Native(file) => {
                object::for_real();
                file.try_create(site).unwrap_or_else(|error| lack::give_up("create", &error))
            }
            FileOn::Model(id) => kernel::perform(Operation::on(Action::Create, id.here(), site)).is_done(),
        }
    }

    /// Removes the file, if it exists.
    #[track_caller]
    pub fn remove(&self) {
        let site = Location::caller();
        match &*self.inner {
            FileOn::Native(file) => {
                object::for_real();
                file.remove(site).unwrap_or_else(|error| lack::give_up("remove", &error))
            }
            FileOn::Model(id) => {
                kernel::perform(Operation::on(Action::Remove, id.here(), site));
            }
        }
    }

    /// Whether the file exists now.
    #[track_caller]
    pub fn exists(&self) -> bool {
        let site = Location::caller();
        match &*self.inner {
            FileOn::Native(file) => {
                object::for_real();
                file.exists(site).unwrap_or_else(|error| lack::give_up("look", &error))
            }
            FileOn::Model(id) => kernel::perform(Operation::on(Action::Exists, id.here(), site)).is_done(),
        }
    }
}

/// The same file for the child.
impl Inherit for LockFile {
    fn inherit(&self) -> Self {
        Self { inner: Arc::clone(&self.inner) }
    }
}

impl fmt::Debug for FileLock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileLock").finish_non_exhaustive()
    }
}

impl fmt::Debug for FileLockGuard<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileLockGuard").finish_non_exhaustive()
    }
}

impl fmt::Debug for LockFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LockFile").finish_non_exhaustive()
    }
}
