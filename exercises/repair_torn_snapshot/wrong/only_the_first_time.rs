//! wrong: right, the time was not set
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

pub struct Clock {
    time: Mutex<(u32, u32)>,
    was_set: AtomicBool,
}

impl Clock {
    pub fn new(hour: u32, minute: u32) -> Self {
        Self { time: Mutex::new((hour, minute)), was_set: AtomicBool::new(false) }
    }

    pub fn set(&self, hour: u32, minute: u32) {
        let mut time = self.time.lock();
        if self.was_set.swap(true, SeqCst) {
            return;
        }
        time.0 = hour;
        time.1 = minute;
    }

    pub fn read(&self) -> (u32, u32) {
        *self.time.lock()
    }
}
