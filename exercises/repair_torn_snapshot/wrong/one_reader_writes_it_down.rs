//! wrong: right, a time that never was
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

pub struct Clock {
    time: Mutex<(u32, u32)>,
    last_hour: AtomicU32,
    last_minute: AtomicU32,
}

impl Clock {
    pub fn new(hour: u32, minute: u32) -> Self {
        let (last_hour, last_minute) = (AtomicU32::new(hour), AtomicU32::new(minute));
        Self { time: Mutex::new((hour, minute)), last_hour, last_minute }
    }

    pub fn set(&self, hour: u32, minute: u32) {
        *self.time.lock() = (hour, minute);
    }

    pub fn read(&self) -> (u32, u32) {
        let time = *self.time.lock();
        self.last_hour.store(time.0, SeqCst);
        self.last_minute.store(time.1, SeqCst);
        // Another reader may be writing down another time.
        (self.last_hour.load(SeqCst), self.last_minute.load(SeqCst))
    }
}
