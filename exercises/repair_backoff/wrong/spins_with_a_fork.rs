//! wrong: live, livelock
use std::sync::Mutex;
use std::thread;

/// A round table, with a fork between any two places.
pub struct Table {
    forks: Vec<Mutex<()>>,
}

impl Table {
    /// A table with so many places, at least two.
    pub fn new(places: usize) -> Self {
        Self { forks: (0..places).map(|_| Mutex::new(())).collect() }
    }

    /// Calls `meal` with both forks of the place in hand.
    pub fn eat(&self, place: usize, meal: impl FnOnce()) {
        let (right, left) = (&self.forks[place], &self.forks[(place + 1) % self.forks.len()]);
        let _in_one_hand = right.lock();
        loop {
            if let Some(_in_the_other) = left.try_lock() {
                return meal();
            }
            thread::yield_now();
        }
    }
}
