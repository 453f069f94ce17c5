//! wrong: right, a time that never was
use std::sync::{Mutex, MutexGuard};

pub struct Clock {
    hours: Mutex<u32>,
    minutes: Mutex<u32>,
}

impl Clock {
    pub fn new(hour: u32, minute: u32) -> Self {
        Self { hours: Mutex::new(hour), minutes: Mutex::new(minute) }
    }

    fn both(&self) -> (MutexGuard<'_, u32>, MutexGuard<'_, u32>) {
        let hours = self.hours.lock();
        (hours, self.minutes.lock())
    }

    pub fn set(&self, hour: u32, minute: u32) {
        *self.hours.lock() = hour;
        *self.minutes.lock() = minute;
    }

    pub fn read(&self) -> (u32, u32) {
        let (hours, minutes) = self.both();
        (*hours, *minutes)
    }
}
