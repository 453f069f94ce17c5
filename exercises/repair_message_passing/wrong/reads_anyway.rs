//! wrong: right, data race
use std::sync::atomic::{AtomicBool, Ordering::*};

pub struct Letterbox {
    flag: AtomicBool,
}

impl Letterbox {
    pub fn new() -> Self {
        Self { flag: AtomicBool::new(false) }
    }

    pub fn post(&self, write: impl FnOnce()) {
        write();
        self.flag.store(true, Release);
    }

    pub fn look<R>(&self, read: impl FnOnce() -> R) -> Option<R> {
        let it = read();
        self.flag.load(Acquire).then_some(it)
    }
}
