//! right: one exchange, with the strongest order, 10 of 10
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

pub struct Letterbox {
    flag: AtomicBool,
}

impl Letterbox {
    pub fn new() -> Self {
        Self { flag: AtomicBool::new(false) }
    }

    pub fn post(&self, write: impl FnOnce()) {
        write();
        let _ = self.flag.compare_exchange(false, true, SeqCst, SeqCst);
    }

    pub fn look<R>(&self, read: impl FnOnce() -> R) -> Option<R> {
        match self.flag.load(SeqCst) {
            true => Some(read()),
            false => None,
        }
    }
}
