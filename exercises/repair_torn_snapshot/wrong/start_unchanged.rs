//! wrong: right, a time that never was
use std::sync::Mutex;

/// A clock that some look at while others set it.
pub struct Clock {
    hours: Mutex<u32>,
    minutes: Mutex<u32>,
}

impl Clock {
    pub fn new(hour: u32, minute: u32) -> Self {
        Self { hours: Mutex::new(hour), minutes: Mutex::new(minute) }
    }

    /// From now on it is this time.
    pub fn set(&self, hour: u32, minute: u32) {
        *self.hours.lock() = hour;
        *self.minutes.lock() = minute;
    }

    /// Which time it is.
    pub fn read(&self) -> (u32, u32) {
        let hour = *self.hours.lock();
        let minute = *self.minutes.lock();
        (hour, minute)
    }
}
