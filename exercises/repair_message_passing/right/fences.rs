//! right: fences around a relaxed flag, 10 of 10
use std::sync::atomic::{AtomicBool, Ordering::*, fence};

pub struct Letterbox {
    flag: AtomicBool,
}

impl Letterbox {
    pub fn new() -> Self {
        Self { flag: AtomicBool::new(false) }
    }

    pub fn post(&self, write: impl FnOnce()) {
        write();
        fence(Release);
        self.flag.store(true, Relaxed);
    }

    pub fn look<R>(&self, read: impl FnOnce() -> R) -> Option<R> {
        if !self.flag.load(Relaxed) {
            return None;
        }
        // Only who finds something pays for it.
        fence(Acquire);
        Some(read())
    }
}
