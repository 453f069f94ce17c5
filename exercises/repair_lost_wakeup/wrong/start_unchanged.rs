//! wrong: live, deadlock
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Condvar, Mutex};

/// A gate that is closed at first and is opened once.
pub struct Gate {
    open: AtomicBool,
    lock: Mutex<()>,
    opened: Condvar,
}

impl Gate {
    pub fn new() -> Self {
        Self { open: AtomicBool::new(false), lock: Mutex::new(()), opened: Condvar::new() }
    }

    /// Opens the gate, for good.
    pub fn open(&self) {
        self.open.store(true, SeqCst);
        self.opened.notify_all();
    }

    /// Returns when the gate is open.
    pub fn wait(&self) {
        while !self.open.load(SeqCst) {
            let mut guard = self.lock.lock();
            self.opened.wait(&mut guard);
        }
    }
}
