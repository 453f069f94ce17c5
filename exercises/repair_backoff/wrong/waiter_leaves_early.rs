//! wrong: live, deadlock
use racecourse::sync::Semaphore;
use std::sync::Mutex;

pub struct Table {
    forks: Vec<Mutex<()>>,
    waiter: Semaphore,
}

impl Table {
    pub fn new(places: usize) -> Self {
        Self { forks: (0..places).map(|_| Mutex::default()).collect(), waiter: Semaphore::new(1) }
    }

    pub fn eat(&self, place: usize, meal: impl FnOnce()) {
        let permit = self.waiter.acquire();
        let _right = self.forks[place].lock();
        drop(permit);
        let _left = self.forks[(place + 1) % self.forks.len()].lock();
        meal();
    }
}
