//! wrong: right, data race
use racecourse::cell::RacyCell;

pub struct Clock {
    time: RacyCell<(u32, u32)>,
}

impl Clock {
    pub fn new(hour: u32, minute: u32) -> Self {
        Self { time: RacyCell::new((hour, minute)) }
    }

    pub fn set(&self, hour: u32, minute: u32) {
        self.time.set((hour, minute));
    }

    pub fn read(&self) -> (u32, u32) {
        self.time.get()
    }
}
