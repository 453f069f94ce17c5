//! right: all go through a turnstile, in which a writer stays while it waits and writes, 10 of 10
use std::sync::{Condvar, Mutex, MutexGuard};

pub struct Page {
    turnstile: Mutex<()>,
    readers: Mutex<u32>,
    changed: Condvar,
}

pub struct Reading<'a>(&'a Page);

impl Page {
    pub fn new() -> Self {
        Self { turnstile: Mutex::new(()), readers: Mutex::new(0), changed: Condvar::new() }
    }

    pub fn read(&self) -> Reading<'_> {
        let _passing = self.turnstile.lock();
        *self.readers.lock() += 1;
        Reading(self)
    }

    pub fn try_read(&self) -> Option<Reading<'_>> {
        let _passing = self.turnstile.try_lock()?;
        *self.readers.lock() += 1;
        Some(Reading(self))
    }

    pub fn write(&self) -> MutexGuard<'_, ()> {
        let stays = self.turnstile.lock();
        let mut readers = self.readers.lock();
        while *readers > 0 {
            self.changed.wait(&mut readers);
        }
        stays
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        *self.0.readers.lock() -= 1;
        self.0.changed.notify_all();
    }
}
