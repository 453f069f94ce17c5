//! mutant: nobody waits, and everybody leads
//! look: whether anybody waits at all.
use racecourse::sync::{Condvar, Mutex};

pub struct Rounds {
    n: usize,
    state: Mutex<State>,
    over: Condvar,
}

struct State {
    come: usize,
    round: usize,
}

impl Rounds {
    pub fn new(n: usize) -> Self {
        Self { n, state: Mutex::new(State { come: 0, round: 0 }), over: Condvar::new() }
    }

    pub fn meet(&self, between: impl FnOnce()) {
        between();
    }
}
