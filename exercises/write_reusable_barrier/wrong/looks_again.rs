//! wrong: cost, looks again and again
use std::hint;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

pub struct Rounds {
    n: usize,
    come: AtomicUsize,
    round: AtomicUsize,
}

impl Rounds {
    pub fn new(n: usize) -> Self {
        Self { n, come: AtomicUsize::new(0), round: AtomicUsize::new(0) }
    }

    pub fn meet(&self, between: impl FnOnce()) {
        let mine = self.round.load(SeqCst);
        if self.come.fetch_add(1, SeqCst) + 1 == self.n {
            between();
            self.come.store(0, SeqCst);
            self.round.store(mine + 1, SeqCst);
            return;
        }
        while self.round.load(SeqCst) == mine {
            hint::spin_loop();
        }
    }
}
