//! wrong: right, done 0 times in round 3
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};

pub struct Region {
    members: usize,
    tickets: AtomicUsize,
    /// One for every other round, so that nobody has to take one back in time.
    is_taken: [AtomicBool; 2],
    all: Barrier,
}

impl Region {
    pub fn new(members: usize) -> Self {
        let is_taken = [(); 2].map(|()| AtomicBool::new(false));
        Self { members, tickets: AtomicUsize::new(0), is_taken, all: Barrier::new(members) }
    }

    pub fn single(&self, work: impl FnOnce()) {
        let round = self.tickets.fetch_add(1, SeqCst) / self.members;
        // And nobody does.
        if !self.is_taken[round % 2].swap(true, SeqCst) {
            work();
        }
        self.all.wait();
    }
}
