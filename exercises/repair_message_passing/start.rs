use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// Says whether a letter was posted.
pub struct Letterbox {
    flag: AtomicBool,
}

impl Letterbox {
    /// Nothing was posted yet.
    pub fn new() -> Self {
        Self { flag: AtomicBool::new(false) }
    }

    /// Has the letter written, and makes it known.
    pub fn post(&self, write: impl FnOnce()) {
        write();
        self.flag.store(true, Relaxed);
    }

    /// Has the letter read, if one was posted.
    pub fn look<R>(&self, read: impl FnOnce() -> R) -> Option<R> {
        self.flag.load(Relaxed).then(read)
    }
}
