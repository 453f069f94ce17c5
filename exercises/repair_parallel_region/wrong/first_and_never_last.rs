//! wrong: live, deadlock
use std::sync::{Condvar, Mutex};

struct State {
    here: usize,
    round: usize,
}

pub struct Region {
    members: usize,
    state: Mutex<State>,
    is_over: Condvar,
}

impl Region {
    pub fn new(members: usize) -> Self {
        Self { members, state: Mutex::new(State { here: 0, round: 0 }), is_over: Condvar::new() }
    }

    pub fn single(&self, work: impl FnOnce()) {
        let mut state = self.state.lock();
        state.here += 1;
        let round = state.round;
        if state.here == 1 {
            work();
        } else if state.here == self.members {
            // Whoever is alone is the first and the last, and does not come here.
            state.here = 0;
            state.round += 1;
            self.is_over.notify_all();
        }
        self.is_over.wait_while(&mut state, |state| state.round == round);
    }
}
