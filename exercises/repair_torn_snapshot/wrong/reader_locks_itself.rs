//! wrong: live, deadlock
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
        time.0 = hour;
        time.1 = minute;
    }

    pub fn read(&self) -> (u32, u32) {
        // Both guards live to the end of the statement.
        (self.time.lock().0, self.time.lock().1)
    }
}
