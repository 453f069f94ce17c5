//! wrong: live, deadlock
use racecourse::cell::RacyCell;
use std::sync::Mutex;

pub struct Scores {
    lock: Mutex<()>,
    players: RacyCell<u32>,
    points: RacyCell<u32>,
}

impl Scores {
    pub fn new() -> Self {
        Self { lock: Mutex::new(()), players: RacyCell::new(0), points: RacyCell::new(0) }
    }

    pub fn add(&self, points: u32) {
        let _guard = self.lock.lock();
        let (players, before) = self.so_far();
        self.players.set(players + 1);
        self.points.set(before + points);
    }

    pub fn so_far(&self) -> (u32, u32) {
        let _guard = self.lock.lock();
        (self.players.get(), self.points.get())
    }
}
