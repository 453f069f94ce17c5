//! wrong: live, hold-and-poll
use std::hint;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

pub struct Gate {
    open: AtomicBool,
    lock: Mutex<()>,
}

impl Gate {
    pub fn new() -> Self {
        Self { open: AtomicBool::new(false), lock: Mutex::new(()) }
    }

    pub fn open(&self) {
        let _guard = self.lock.lock();
        self.open.store(true, SeqCst);
    }

    pub fn wait(&self) {
        let _guard = self.lock.lock();
        while !self.open.load(SeqCst) {
            hint::spin_loop();
        }
    }
}
