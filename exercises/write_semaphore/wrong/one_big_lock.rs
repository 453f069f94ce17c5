//! wrong: live, deadlock
use std::sync::{Mutex, MutexGuard};

pub struct Permits(Mutex<usize>);

impl Permits {
    pub fn new(n: usize) -> Self {
        Self(Mutex::new(n))
    }

    pub fn acquire(&self, many: usize) -> MutexGuard<'_, usize> {
        let all = self.0.lock();
        assert!(many <= *all);
        all
    }
}
