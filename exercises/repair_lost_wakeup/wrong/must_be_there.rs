//! wrong: right, data race
use std::sync::Barrier;

pub struct Gate {
    both: Barrier,
}

impl Gate {
    pub fn new() -> Self {
        Self { both: Barrier::new(2) }
    }

    pub fn open(&self) {
        self.both.wait();
    }

    pub fn wait(&self) {
        self.both.wait();
    }
}
