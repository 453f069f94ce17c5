//! wrong: live, deadlock

use std::sync::{Mutex, Semaphore};

pub struct Table {
    forks: Vec<Mutex<()>>,
    seats: Semaphore,
}

impl Table {
    pub fn new(places: usize) -> Self {
        Self { forks: (0..places).map(|_| Mutex::new(())).collect(), seats: Semaphore::new(3) }
    }

    pub fn eat(&self, place: usize, meal: impl FnOnce()) {
        let other = (place + 1) % self.forks.len();
        let _seat = self.seats.acquire();
        let _first = self.forks[place.min(other)].lock();
        let _second = self.forks[place.max(other)].lock();
        meal();
    }
}
