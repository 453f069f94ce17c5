//! wrong: right, data race
use racecourse::cell::RacyCell;

/// How many players there were, and their points together.
pub struct Scores {
    players: RacyCell<u32>,
    points: RacyCell<u32>,
}

impl Scores {
    pub fn new() -> Self {
        Self { players: RacyCell::new(0), points: RacyCell::new(0) }
    }

    /// Counts a player with so many points.
    pub fn add(&self, points: u32) {
        self.players.set(self.players.get() + 1);
        self.points.set(self.points.get() + points);
    }

    /// Players, and points.
    pub fn so_far(&self) -> (u32, u32) {
        (self.players.get(), self.points.get())
    }
}
