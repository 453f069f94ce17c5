//! wrong: right, done 0 times in round 3
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};

pub struct Region {
    is_taken: AtomicBool,
    all: Barrier,
    left: AtomicUsize,
}

impl Region {
    pub fn new(members: usize) -> Self {
        Self { is_taken: AtomicBool::new(false), all: Barrier::new(members), left: AtomicUsize::new(members % 2) }
    }

    pub fn single(&self, work: impl FnOnce()) {
        if !self.is_taken.swap(true, SeqCst) {
            work();
        }
        self.all.wait();
        // The last of two gives it back: with three members that is not always the last one.
        if self.left.fetch_add(1, SeqCst) % 2 == 1 {
            self.is_taken.store(false, SeqCst);
        }
        self.all.wait();
    }
}
