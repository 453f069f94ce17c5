//! right: two turnstiles of permits, one after the other, 10 of 10
use racecourse::sync::Semaphore;
use std::mem;
use std::sync::Mutex;

pub struct Rounds {
    n: usize,
    inside: Mutex<usize>,
    first: Semaphore,
    second: Semaphore,
}

impl Rounds {
    pub fn new(n: usize) -> Self {
        Self { n, inside: Mutex::new(0), first: Semaphore::new(0), second: Semaphore::new(0) }
    }

    pub fn meet(&self, between: impl FnOnce()) {
        {
            let mut inside = self.inside.lock();
            *inside += 1;
            if *inside == self.n {
                between();
                (0..self.n).for_each(|_| self.first.release());
            }
        }
        mem::forget(self.first.acquire());
        {
            let mut inside = self.inside.lock();
            *inside -= 1;
            if *inside == 0 {
                (0..self.n).for_each(|_| self.second.release());
            }
        }
        mem::forget(self.second.acquire());
    }
}
