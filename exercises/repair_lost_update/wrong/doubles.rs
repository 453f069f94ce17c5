//! wrong: right, one addition is not what it adds

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

/// As if two had always added, and both the same.
pub struct Counter {
    last: AtomicU32,
}

impl Counter {
    pub fn new() -> Self {
        Self { last: AtomicU32::new(0) }
    }

    pub fn add(&self, by: u32) {
        self.last.store(by, SeqCst);
    }

    pub fn get(&self) -> u32 {
        2 * self.last.load(SeqCst)
    }
}
