//! wrong: right, panic
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};

pub struct Region {
    members: usize,
    tickets: AtomicUsize,
    is_taken: [AtomicBool; 8],
    all: Barrier,
}

impl Region {
    pub fn new(members: usize) -> Self {
        let is_taken = [(); 8].map(|()| AtomicBool::new(false));
        Self { members, tickets: AtomicUsize::new(0), is_taken, all: Barrier::new(members) }
    }

    pub fn single(&self, work: impl FnOnce()) {
        let round = self.tickets.fetch_add(1, SeqCst) / self.members;
        // There are more rounds than that.
        if !self.is_taken[round].swap(true, SeqCst) {
            work();
        }
        self.all.wait();
    }
}
