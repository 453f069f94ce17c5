//! wrong: live, deadlock
use racecourse::sync::Semaphore;
use std::mem;
use std::sync::Mutex;

pub struct Rounds {
    n: usize,
    inside: Mutex<usize>,
    first: Semaphore,
}

impl Rounds {
    pub fn new(n: usize) -> Self {
        Self { n, inside: Mutex::new(0), first: Semaphore::new(0) }
    }

    pub fn meet(&self, between: impl FnOnce()) {
        {
            let mut inside = self.inside.lock();
            *inside += 1;
            if *inside == self.n {
                between();
                *inside = 0;
                (0..self.n).for_each(|_| self.first.release());
            }
        }
        mem::forget(self.first.acquire());
    }
}
