//! wrong: live, deadlock

use std::sync::Mutex;

pub struct Table {
    forks: Vec<Mutex<()>>,
}

impl Table {
    pub fn new(places: usize) -> Self {
        Self { forks: (0..places).map(|_| Mutex::new(())).collect() }
    }

    pub fn eat(&self, place: usize, meal: impl FnOnce()) {
        let places = self.forks.len();
        let (left, right) = (place, (place + 1) % places);
        // At larger tables somebody will surely get up in time.
        let is_left_handed = places < 4 && right == 0;
        let (first, second) = if is_left_handed { (left, right) } else { (right, left) };
        let _first = self.forks[first].lock();
        let _second = self.forks[second].lock();
        meal();
    }
}
