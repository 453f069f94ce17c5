//! wrong: live, deadlock
use std::sync::{Condvar, Mutex};

/// Who is in, and who waits to write.
#[derive(Default)]
struct Inside {
    readers: u32,
    writes: bool,
    waiting: u32,
}

/// A page that readers share.
#[derive(Default)]
pub struct Page {
    inside: Mutex<Inside>,
    changed: Condvar,
}

/// Reads until it is dropped.
pub struct Reading<'a>(&'a Page);

/// Writes until it is dropped.
pub struct Writing<'a>(&'a Page);

impl Page {
    /// A page that nobody uses.
    pub fn new() -> Self {
        Self::default()
    }

    /// Waits until it may be read.
    pub fn read(&self) -> Reading<'_> {
        let mut inside = self.inside.lock();
        while inside.writes || inside.waiting > 0 {
            self.changed.wait(&mut inside);
        }
        inside.readers += 1;
        Reading(self)
    }

    /// Reads if that is possible now.
    pub fn try_read(&self) -> Option<Reading<'_>> {
        let mut inside = self.inside.lock();
        if inside.writes || inside.waiting > 0 {
            return None;
        }
        inside.readers += 1;
        Some(Reading(self))
    }

    /// Waits until nobody else is in.
    pub fn write(&self) -> Writing<'_> {
        let mut inside = self.inside.lock();
        inside.waiting += 1;
        while inside.writes || inside.readers > 0 {
            self.changed.wait(&mut inside);
        }
        inside.waiting -= 1;
        inside.writes = true;
        Writing(self)
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        self.0.inside.lock().readers -= 1;
        (0..3).for_each(|_| self.0.changed.notify_one());
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.0.inside.lock().writes = false;
        (0..3).for_each(|_| self.0.changed.notify_one());
    }
}
