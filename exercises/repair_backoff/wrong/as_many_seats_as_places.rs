//! wrong: live, deadlock
use racecourse::sync::Semaphore;

pub struct Table {
    forks: Vec<Semaphore>,
    seats: Semaphore,
}

impl Table {
    pub fn new(places: usize) -> Self {
        Self { forks: (0..places).map(|_| Semaphore::new(1)).collect(), seats: Semaphore::new(places) }
    }

    pub fn eat(&self, place: usize, meal: impl FnOnce()) {
        let _seat = self.seats.acquire();
        let _right = self.forks[place].acquire();
        let _left = self.forks[(place + 1) % self.forks.len()].acquire();
        meal();
    }
}
