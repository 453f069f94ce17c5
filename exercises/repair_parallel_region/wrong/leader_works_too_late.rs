//! wrong: right, data race
use std::sync::Barrier;

pub struct Region(Barrier);

impl Region {
    pub fn new(members: usize) -> Self {
        Self(Barrier::new(members))
    }

    pub fn single(&self, work: impl FnOnce()) {
        if self.0.wait().is_leader() {
            work();
        }
    }
}
