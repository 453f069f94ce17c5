//! wrong: right, data race
use std::hint;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

pub struct Permits(AtomicUsize);

pub struct Taken<'a>(&'a Permits, usize);

impl Permits {
    pub fn new(n: usize) -> Self {
        Self(AtomicUsize::new(n))
    }

    pub fn acquire(&self, many: usize) -> Taken<'_> {
        loop {
            if self.0.load(SeqCst) >= many {
                self.0.fetch_sub(many, SeqCst);
                return Taken(self, many);
            }
            hint::spin_loop();
        }
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.0.0.fetch_add(self.1, SeqCst);
    }
}
