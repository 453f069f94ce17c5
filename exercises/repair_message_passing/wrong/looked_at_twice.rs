//! wrong: right, the letter is lost

use std::sync::Mutex;

pub struct Letterbox {
    copies: Mutex<u32>,
}

impl Letterbox {
    pub fn new() -> Self {
        Self { copies: Mutex::new(0) }
    }

    pub fn post(&self, write: impl FnOnce()) {
        let mut copies = self.copies.lock();
        write();
        *copies = 2;
    }

    pub fn look<R>(&self, read: impl FnOnce() -> R) -> Option<R> {
        let mut copies = self.copies.lock();
        *copies = copies.checked_sub(1)?;
        Some(read())
    }
}
