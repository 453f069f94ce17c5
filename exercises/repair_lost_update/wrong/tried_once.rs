//! wrong: right, total=5
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

pub struct Counter {
    value: AtomicU32,
}

impl Counter {
    pub fn new() -> Self {
        Self { value: AtomicU32::new(0) }
    }

    pub fn add(&self, by: u32) {
        let old = self.value.load(SeqCst);
        let _ = self.value.compare_exchange(old, old + by, SeqCst, SeqCst);
    }

    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
