//! right: one operation of the atomic, 10 of 10
use std::sync::atomic::{AtomicU32, Ordering};

pub struct Counter {
    value: AtomicU32,
}

impl Counter {
    pub fn new() -> Self {
        Self { value: AtomicU32::new(0) }
    }

    pub fn add(&self, by: u32) {
        self.value.fetch_add(by, Ordering::SeqCst);
    }

    pub fn get(&self) -> u32 {
        self.value.load(Ordering::SeqCst)
    }
}
