//! sound: the barrier that there is, twice a round
use racecourse::sync::Barrier;

pub struct Rounds(Barrier);

impl Rounds {
    pub fn new(n: usize) -> Self {
        Self(Barrier::new(n))
    }

    pub fn meet(&self, between: impl FnOnce()) {
        if self.0.wait().is_leader() {
            between();
        }
        self.0.wait();
    }
}
