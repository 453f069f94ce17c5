//! right: the lock of the library, which does so already, 10 of 10
use std::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};

pub struct Page {
    lock: RwLock<()>,
}

impl Page {
    pub fn new() -> Self {
        Self { lock: RwLock::new(()) }
    }

    pub fn read(&self) -> RwLockReadGuard<'_, ()> {
        self.lock.read()
    }

    pub fn try_read(&self) -> Option<RwLockReadGuard<'_, ()>> {
        self.lock.try_read()
    }

    pub fn write(&self) -> RwLockWriteGuard<'_, ()> {
        self.lock.write()
    }
}
