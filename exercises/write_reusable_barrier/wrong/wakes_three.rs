//! wrong: live, deadlock
use std::sync::{Condvar, Mutex};

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
        let mut state = self.state.lock();
        state.come += 1;
        if state.come == self.n {
            between();
            state.come = 0;
            state.round += 1;
            (0..3).for_each(|_| self.over.notify_one());
            return;
        }
        let mine = state.round;
        while state.round == mine {
            self.over.wait(&mut state);
        }
    }
}
