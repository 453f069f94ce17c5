//! wrong: right, total=5
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

/// A number that several workers add to.
pub struct Counter {
    value: AtomicU32,
}

impl Counter {
    pub fn new() -> Self {
        Self { value: AtomicU32::new(0) }
    }

    pub fn add(&self, by: u32) {
        let old = self.value.load(SeqCst);
        self.value.store(old + by, SeqCst);
    }

    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
