//! wrong: right, total=5
use std::sync::Mutex;

pub struct Counter {
    value: Mutex<u32>,
}

impl Counter {
    pub fn new() -> Self {
        Self { value: Mutex::new(0) }
    }

    pub fn add(&self, by: u32) {
        // The lock is given up between the two.
        let old = *self.value.lock();
        *self.value.lock() = old + by;
    }

    pub fn get(&self) -> u32 {
        *self.value.lock()
    }
}
