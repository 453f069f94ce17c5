//! wrong: right, a time that never was
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

pub struct Clock(AtomicU32);

/// One byte for both, hours first.
const fn packed(hour: u32, minute: u32) -> u32 {
    (hour << 4 | minute) & 0xff
}

impl Clock {
    pub fn new(hour: u32, minute: u32) -> Self {
        Self(AtomicU32::new(packed(hour, minute)))
    }

    pub fn set(&self, hour: u32, minute: u32) {
        self.0.store(packed(hour, minute), SeqCst);
    }

    pub fn read(&self) -> (u32, u32) {
        let time = self.0.load(SeqCst);
        (time >> 4, time & 0xf)
    }
}
