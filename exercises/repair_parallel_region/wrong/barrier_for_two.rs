//! wrong: right, done 2 times
use std::sync::Barrier;

pub struct Region(Barrier);

impl Region {
    pub fn new(members: usize) -> Self {
        Self(Barrier::new(members.min(2)))
    }

    pub fn single(&self, work: impl FnOnce()) {
        if self.0.wait().is_leader() {
            work();
        }
        self.0.wait();
    }
}
