//! wrong: right, data race
use std::sync::{Condvar, Mutex};

pub struct Permits {
    free: Mutex<usize>,
    more: Condvar,
}

pub struct Taken<'a> {
    from: &'a Permits,
    many: usize,
}

impl Permits {
    pub fn new(n: usize) -> Self {
        Self { free: Mutex::new(n), more: Condvar::new() }
    }

    pub fn acquire(&self, many: usize) {
        let mut free = self.free.lock();
        while *free < many {
            self.more.wait(&mut free);
        }
        *free -= many;
        drop(free);
        // A guard that nobody keeps is dropped here.
        let _ = Taken { from: self, many };
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        *self.from.free.lock() += self.many;
        self.from.more.notify_all();
    }
}
