//! wrong: live, deadlock
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
        let mut posted = self.posted.lock();
        *posted = true;
        std::mem::forget(posted);
    }

    pub fn look<R>(&self, read: impl FnOnce() -> R) -> Option<R> {
        let posted = *self.posted.lock();
        if posted { Some(read()) } else { None }
    }
}
