use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

/// Some who work together.
pub struct Region {
    is_taken: AtomicBool,
    all: Barrier,
}

impl Region {
    pub fn new(members: usize) -> Self {
        Self { is_taken: AtomicBool::new(false), all: Barrier::new(members) }
    }

    /// Does `work`, or waits until another member has done its own.
    pub fn single(&self, work: impl FnOnce()) {
        let was_taken = self.is_taken.load(SeqCst);
        if !was_taken {
            self.is_taken.store(true, SeqCst);
            work();
        }
        if self.all.wait().is_leader() {
            // For the next round.
            self.is_taken.store(false, SeqCst);
        }
        self.all.wait();
    }
}
