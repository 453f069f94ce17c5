//! wrong: cost, 7 shared steps
use racecourse::cell::RacyCell;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

pub struct Scores {
    taken: AtomicBool,
    players: RacyCell<u32>,
    points: RacyCell<u32>,
}

/// Leaves when it is dropped.
struct Inside<'a>(&'a Scores);

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.0.taken.store(false, SeqCst);
    }
}

impl Scores {
    pub fn new() -> Self {
        Self { taken: AtomicBool::new(false), players: RacyCell::new(0), points: RacyCell::new(0) }
    }

    fn enter(&self) -> Inside<'_> {
        while self.taken.swap(true, SeqCst) {}
        Inside(self)
    }

    pub fn add(&self, points: u32) {
        let _guard = self.enter();
        self.players.set(self.players.get() + 1);
        self.points.set(self.points.get() + points);
    }

    pub fn so_far(&self) -> (u32, u32) {
        let _guard = self.enter();
        (self.players.get(), self.points.get())
    }
}
