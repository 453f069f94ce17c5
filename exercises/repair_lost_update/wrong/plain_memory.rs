//! wrong: right, data race
use racecourse::cell::RacyCell;

pub struct Counter {
    value: RacyCell<u32>,
}

impl Counter {
    pub fn new() -> Self {
        Self { value: RacyCell::new(0) }
    }

    pub fn add(&self, by: u32) {
        self.value.set(self.value.get() + by);
    }

    pub fn get(&self) -> u32 {
        self.value.get()
    }
}
