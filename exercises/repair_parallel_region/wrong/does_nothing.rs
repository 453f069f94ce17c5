//! wrong: right, never done
use std::sync::Barrier;

pub struct Region(Barrier);

impl Region {
    pub fn new(members: usize) -> Self {
        Self(Barrier::new(members))
    }

    pub fn single(&self, work: impl FnOnce()) {
        let _ = work;
        self.0.wait();
    }
}
