//! wrong: right, a time that never was
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
        let hour = self.time.lock().0;
        (hour, self.time.lock().1)
    }
}
