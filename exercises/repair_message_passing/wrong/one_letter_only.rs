//! wrong: right, the second letter is lost
use std::sync::atomic::{AtomicBool, Ordering::*};

pub struct Letterbox {
    flag: AtomicBool,
}

impl Letterbox {
    pub fn new() -> Self {
        Self { flag: AtomicBool::new(false) }
    }

    pub fn post(&self, write: impl FnOnce()) {
        if !self.flag.load(Acquire) {
            write();
            self.flag.store(true, Release);
        }
    }

    pub fn look<R>(&self, read: impl FnOnce() -> R) -> Option<R> {
        self.flag.load(Acquire).then(read)
    }
}
