//! right: tickets, of which the first of each round works, by a macro
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering::AcqRel};

macro_rules! first_of {
    ($tickets:expr, $members:expr) => {
        $tickets.fetch_add(1, AcqRel) % $members == 0
    };
}

pub struct Region {
    members: usize,
    tickets: AtomicUsize,
    all: Barrier,
}

impl Region {
    pub fn new(members: usize) -> Self {
        Self { members, tickets: AtomicUsize::new(0), all: Barrier::new(members) }
    }

    pub fn single(&self, work: impl FnOnce()) {
        if first_of!(self.tickets, self.members) {
            work();
        }
        self.all.wait();
    }
}
