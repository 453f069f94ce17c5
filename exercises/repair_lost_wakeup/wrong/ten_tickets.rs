//! wrong: live, deadlock
use racecourse::sync::Semaphore;
use std::mem;

pub struct Gate {
    tickets: Semaphore,
}

impl Gate {
    pub fn new() -> Self {
        Self { tickets: Semaphore::new(0) }
    }

    pub fn open(&self) {
        for _ in 0..10 {
            self.tickets.release();
        }
    }

    pub fn wait(&self) {
        mem::forget(self.tickets.acquire());
    }
}
