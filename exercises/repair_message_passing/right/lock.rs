//! right: the flag behind a lock, held for a moment, 10 of 10
use std::sync::Mutex;

pub struct Letterbox {
    posted: Mutex<bool>,
}

impl Letterbox {
    pub fn new() -> Self {
        Self { posted: Mutex::new(false) }
    }

    pub fn post(&self, write: impl FnOnce()) {
        write();
        *self.posted.lock() = true;
    }

    pub fn look<R>(&self, read: impl FnOnce() -> R) -> Option<R> {
        let posted = *self.posted.lock();
        if posted { Some(read()) } else { None }
    }
}
