//! wrong: right, a player is missing

use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

/// Players in the upper half, points in the lower one. Right as long as no more than two others come in between.
pub struct Scores(AtomicU64);

impl Scores {
    pub fn new() -> Self {
        Self(AtomicU64::new(0))
    }

    pub fn add(&self, points: u32) {
        let mut seen = self.0.load(SeqCst);
        for _ in 0..3 {
            match self.0.compare_exchange(seen, seen + (1 << 32) + u64::from(points), SeqCst, SeqCst) {
                Ok(_) => return,
                Err(now) => seen = now,
            }
        }
    }

    pub fn so_far(&self) -> (u32, u32) {
        let both = self.0.load(SeqCst);
        ((both >> 32) as u32, both as u32)
    }
}
