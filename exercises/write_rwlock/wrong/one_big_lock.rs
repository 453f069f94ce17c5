//! wrong: right, a reader kept a reader out
use std::sync::{Mutex, MutexGuard};

pub struct Page(Mutex<()>);

pub struct Held<'a>(MutexGuard<'a, ()>);

impl Page {
    pub fn new() -> Self {
        Self(Mutex::new(()))
    }

    pub fn read(&self) -> Held<'_> {
        Held(self.0.lock())
    }

    pub fn try_read(&self) -> Option<Held<'_>> {
        self.0.try_lock().map(Held)
    }

    pub fn write(&self) -> Held<'_> {
        Held(self.0.lock())
    }
}

impl<'a> Held<'a> {
    pub fn downgrade(self) -> Held<'a> {
        Held(self.0)
    }
}
