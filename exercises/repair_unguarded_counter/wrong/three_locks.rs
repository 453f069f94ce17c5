//! wrong: cost, 10 shared steps
use racecourse::cell::RacyCell;
use std::sync::Mutex;

pub struct Scores {
    lock: Mutex<()>,
    who: Mutex<()>,
    what: Mutex<()>,
    players: RacyCell<u32>,
    points: RacyCell<u32>,
}

impl Scores {
    pub fn new() -> Self {
        Self {
            lock: Mutex::new(()),
            who: Mutex::new(()),
            what: Mutex::new(()),
            players: RacyCell::new(0),
            points: RacyCell::new(0),
        }
    }

    pub fn add(&self, points: u32) {
        let _guard = self.lock.lock();
        let _who = self.who.lock();
        let _what = self.what.lock();
        self.players.set(self.players.get() + 1);
        self.points.set(self.points.get() + points);
    }

    pub fn so_far(&self) -> (u32, u32) {
        let _guard = self.lock.lock();
        (self.players.get(), self.points.get())
    }
}
