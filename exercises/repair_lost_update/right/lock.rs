//! right: a lock around both, 10 of 10
use std::sync::Mutex;

pub struct Counter(Mutex<u32>);

impl Counter {
    pub fn new() -> Self {
        Self(Mutex::new(0))
    }

    pub fn add(&self, by: u32) {
        let mut value = self.0.lock();
        let old = *value;
        *value = old + by;
    }

    pub fn get(&self) -> u32 {
        *self.0.lock()
    }
}
