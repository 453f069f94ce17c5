//! wrong: live, deadlock

use std::sync::{Condvar, Mutex};

pub struct Permits {
    free: Mutex<usize>,
    small: Condvar,
    big: Condvar,
}

pub struct Taken<'a> {
    from: &'a Permits,
    many: usize,
}

impl Permits {
    pub fn new(n: usize) -> Self {
        Self { free: Mutex::new(n), small: Condvar::new(), big: Condvar::new() }
    }

    pub fn acquire(&self, many: usize) -> Taken<'_> {
        let mut free = self.free.lock();
        while *free < many {
            let more = if many == 1 { &self.small } else { &self.big };
            more.wait(&mut free);
        }
        *free -= many;
        Taken { from: self, many }
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        *self.from.free.lock() += self.many;
        // There may be more who want one each.
        (0..2).for_each(|_| self.from.small.notify_one());
        self.from.big.notify_all();
    }
}
