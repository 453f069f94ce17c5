//! right: the start with both steps under its lock, 10 of 10
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Condvar, Mutex};

pub struct Gate {
    open: AtomicBool,
    lock: Mutex<()>,
    opened: Condvar,
}

impl Gate {
    pub fn new() -> Self {
        Self { open: AtomicBool::new(false), lock: Mutex::new(()), opened: Condvar::new() }
    }

    pub fn open(&self) {
        let _guard = self.lock.lock();
        self.open.store(true, SeqCst);
        self.opened.notify_all();
    }

    pub fn wait(&self) {
        let mut guard = self.lock.lock();
        self.opened.wait_while(&mut guard, |()| !self.open.load(SeqCst));
    }
}
