//! wrong: right, done 2 times
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
        if !*self.is_taken.lock() {
            *self.is_taken.lock() = true;
            work();
        }
        if self.all.wait().is_leader() {
            *self.is_taken.lock() = false;
        }
        self.all.wait();
    }
}
