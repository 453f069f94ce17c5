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

    /// There are six versions, and then the first one again.
    fn next_version(&self) {
        self.version.store((self.version.load(SeqCst) + 1) % 6, SeqCst);
    }

    pub fn set(&self, hour: u32, minute: u32) {
        let _one_at_a_time = self.setting.lock();
        self.next_version();
        self.hours.store(hour, SeqCst);
        self.minutes.store(minute, SeqCst);
        self.next_version();
    }

    pub fn read(&self) -> (u32, u32) {
        loop {
            let version = self.version.load(SeqCst);
            let time = (self.hours.load(SeqCst), self.minutes.load(SeqCst));
            // An odd version is one that is being made.
            if version % 2 == 0 && self.version.load(SeqCst) == version {
                return time;
            }
        }
    }
}
