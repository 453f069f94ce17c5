//! wrong: live, deadlock
use std::sync::{Barrier, Mutex};

pub struct Region {
    is_taken: Mutex<bool>,
    all: Barrier,
}

impl Region {
    pub fn new(members: usize) -> Self {
        Self { is_taken: Mutex::new(false), all: Barrier::new(members) }
    }

    pub fn single(&self, work: impl FnOnce()) {
        let mut is_taken = self.is_taken.lock();
        if !*is_taken {
            *is_taken = true;
            work();
        }
        // The lock is still held.
        self.all.wait();
        *is_taken = false;
    }
}
