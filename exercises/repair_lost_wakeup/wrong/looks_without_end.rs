//! wrong: cost, looks again and again
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

pub struct Gate {
    open: AtomicBool,
}

impl Gate {
    pub fn new() -> Self {
        Self { open: AtomicBool::new(false) }
    }

    pub fn open(&self) {
        self.open.store(true, SeqCst);
    }

    pub fn wait(&self) {
        while !self.open.load(SeqCst) {}
    }
}
