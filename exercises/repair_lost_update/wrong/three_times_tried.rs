//! wrong: right, sum=27

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

/// Right as long as no more than two others come in between.
pub struct Counter {
    sum: AtomicU32,
}

impl Counter {
    pub fn new() -> Self {
        Self { sum: AtomicU32::new(0) }
    }

    pub fn add(&self, by: u32) {
        let mut seen = self.sum.load(SeqCst);
        for _ in 0..3 {
            match self.sum.compare_exchange(seen, seen + by, SeqCst, SeqCst) {
                Ok(_) => return,
                Err(now) => seen = now,
            }
        }
    }

    pub fn get(&self) -> u32 {
        self.sum.load(SeqCst)
    }
}
