//! wrong: cost, 5 shared steps
use racecourse::cell::RacyCell;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

pub struct Counter {
    taken: AtomicBool,
    value: RacyCell<u32>,
}

impl Counter {
    pub fn new() -> Self {
        Self { taken: AtomicBool::new(false), value: RacyCell::new(0) }
    }

    pub fn add(&self, by: u32) {
        while self.taken.swap(true, SeqCst) {}
        self.value.set(self.value.get() + by);
        self.taken.store(false, SeqCst);
    }

    pub fn get(&self) -> u32 {
        while self.taken.swap(true, SeqCst) {}
        let value = self.value.get();
        self.taken.store(false, SeqCst);
        value
    }
}
