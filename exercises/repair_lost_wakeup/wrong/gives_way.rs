//! wrong: cost, looks again and again
use std::hint;
use std::sync::atomic::{AtomicBool, Ordering};

pub struct Gate {
    open: AtomicBool,
}

impl Gate {
    pub fn new() -> Self {
        Self { open: AtomicBool::new(false) }
    }

    pub fn open(&self) {
        self.open.store(true, Ordering::Release);
    }

    pub fn wait(&self) {
        while !self.open.load(Ordering::Acquire) {
            hint::spin_loop();
        }
    }
}
