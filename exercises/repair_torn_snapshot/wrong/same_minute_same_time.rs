//! wrong: right, the time was not set
use std::sync::Mutex;

pub struct Clock {
    time: Mutex<(u32, u32)>,
}

impl Clock {
    pub fn new(hour: u32, minute: u32) -> Self {
        Self { time: Mutex::new((hour, minute)) }
    }

    pub fn set(&self, hour: u32, minute: u32) {
        let mut time = self.time.lock();
        // Nothing has changed.
        if time.1 != minute {
            *time = (hour, minute);
        }
    }

    pub fn read(&self) -> (u32, u32) {
        *self.time.lock()
    }
}
