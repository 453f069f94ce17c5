//! wrong: live, deadlock
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

    pub fn acquire(&self, many: usize) -> Taken<'_> {
        let mut free = self.free.lock();
        while *free < many {
            self.more.wait(&mut free);
        }
        *free -= many;
        Taken { from: self, many }
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        *self.from.free.lock() += self.many;
    }
}
