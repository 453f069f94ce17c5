//! wrong: builds, E0308
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

pub struct Counter {
    value: AtomicU64,
}

impl Counter {
    pub fn new() -> Self {
        Self { value: AtomicU64::new(0) }
    }

    pub fn add(&self, by: u32) {
        self.value.fetch_add(by, SeqCst);
    }

    pub fn get(&self) -> u32 {
        self.value.load(SeqCst) as u32
    }
}
