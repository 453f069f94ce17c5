//! wrong: builds, api
use std::sync::Mutex;

pub struct Counter {
    value: Mutex<u32>,
}

impl Counter {
    pub fn new() -> Self {
        Self { value: Mutex::new(0) }
    }

    pub fn add(&self, by: u32) {
        *self.value.lock() += by;
    }

    pub fn total(&self) -> u32 {
        *self.value.lock()
    }
}
