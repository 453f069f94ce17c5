//! wrong: right, a time that never was
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

pub struct Clock {
    setting: Mutex<()>,
    version: AtomicU32,
    hours: AtomicU32,
    minutes: AtomicU32,
}

impl Clock {
    pub fn new(hour: u32, minute: u32) -> Self {
        Self {
            setting: Mutex::new(()),
            version: AtomicU32::new(0),
            hours: AtomicU32::new(hour),
            minutes: AtomicU32::new(minute),
        }
    }

    pub fn set(&self, hour: u32, minute: u32) {
        let _one_at_a_time = self.setting.lock();
        self.hours.store(hour, SeqCst);
        self.minutes.store(minute, SeqCst);
        self.version.fetch_add(1, SeqCst);
    }

    fn both(&self) -> (u32, u32) {
        (self.hours.load(SeqCst), self.minutes.load(SeqCst))
    }

    pub fn read(&self) -> (u32, u32) {
        let version = self.version.load(SeqCst);
        let time = self.both();
        let _one_at_a_time = self.setting.lock();
        if self.version.load(SeqCst) == version {
            return time;
        }
        drop(_one_at_a_time);
        // Nobody sets it so often that this one were wrong, too.
        self.both()
    }
}
