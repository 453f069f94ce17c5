//! wrong: live, deadlock
use std::sync::Mutex;

pub struct Counter {
    value: Mutex<u32>,
}

impl Counter {
    pub fn new() -> Self {
        Self { value: Mutex::new(0) }
    }

    pub fn add(&self, by: u32) {
        let mut value = self.value.lock();
        *value = self.get() + by;
    }

    pub fn get(&self) -> u32 {
        *self.value.lock()
    }
}
