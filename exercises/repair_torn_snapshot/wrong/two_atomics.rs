//! wrong: right, a time that never was
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

pub struct Clock {
    hours: AtomicU32,
    minutes: AtomicU32,
}

impl Clock {
    pub fn new(hour: u32, minute: u32) -> Self {
        Self { hours: AtomicU32::new(hour), minutes: AtomicU32::new(minute) }
    }

    pub fn set(&self, hour: u32, minute: u32) {
        self.hours.store(hour, SeqCst);
        self.minutes.store(minute, SeqCst);
    }

    pub fn read(&self) -> (u32, u32) {
        (self.hours.load(SeqCst), self.minutes.load(SeqCst))
    }
}
