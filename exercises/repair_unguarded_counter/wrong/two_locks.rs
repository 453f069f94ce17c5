//! wrong: right, data race
use racecourse::cell::RacyCell;
use std::sync::Mutex;

pub struct Scores {
    adding: Mutex<()>,
    looking: Mutex<()>,
    players: RacyCell<u32>,
    points: RacyCell<u32>,
}

impl Scores {
    pub fn new() -> Self {
        Self { adding: Mutex::new(()), looking: Mutex::new(()), players: RacyCell::new(0), points: RacyCell::new(0) }
    }

    pub fn add(&self, points: u32) {
        let _guard = self.adding.lock();
        self.players.set(self.players.get() + 1);
        self.points.set(self.points.get() + points);
    }

    pub fn so_far(&self) -> (u32, u32) {
        let _guard = self.looking.lock();
        (self.players.get(), self.points.get())
    }
}
