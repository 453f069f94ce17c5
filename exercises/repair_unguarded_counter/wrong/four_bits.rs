//! wrong: right, a player is missing
use std::sync::atomic::{AtomicU64, Ordering::AcqRel, Ordering::Acquire};

macro_rules! halves {
    ($number:expr) => {{
        let number: u64 = $number;
        ((number >> 4) as u32, number as u32 & 15)
    }};
}

pub struct Scores {
    both: AtomicU64,
}

impl Scores {
    pub fn new() -> Self {
        Self { both: AtomicU64::new(0) }
    }

    pub fn add(&self, points: u32) {
        self.both.fetch_add(1 << 4 | u64::from(points), AcqRel);
    }

    pub fn so_far(&self) -> (u32, u32) {
        halves!(self.both.load(Acquire))
    }
}
