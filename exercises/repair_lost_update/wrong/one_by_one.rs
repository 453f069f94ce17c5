//! wrong: right, half an addition was read
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

pub struct Counter {
    value: AtomicU32,
}

impl Counter {
    pub fn new() -> Self {
        Self { value: AtomicU32::new(0) }
    }

    pub fn add(&self, by: u32) {
        for _ in 0..by {
            self.value.fetch_add(1, SeqCst);
        }
    }

    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
