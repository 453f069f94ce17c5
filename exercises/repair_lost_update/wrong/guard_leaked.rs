//! wrong: live, deadlock
use std::mem;
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
        *value += by;
        mem::forget(value);
    }

    pub fn get(&self) -> u32 {
        *self.value.lock()
    }
}
