//! wrong: live, deadlock
use std::sync::{Condvar, Mutex};

struct State {
    waiting: usize,
    round: usize,
}

pub struct Region {
    members: usize,
    state: Mutex<State>,
    is_over: Condvar,
}

impl Region {
    pub fn new(members: usize) -> Self {
        Self { members, state: Mutex::new(State { waiting: 0, round: 0 }), is_over: Condvar::new() }
    }

    pub fn single(&self, work: impl FnOnce()) {
        let mut state = self.state.lock();
        state.waiting += 1;
        if state.waiting < self.members {
            let round = state.round;
            self.is_over.wait_while(&mut state, |state| state.round == round);
        } else {
            work();
            state.waiting = 0;
            state.round += 1;
            self.is_over.notify_one();
            self.is_over.notify_one();
        }
    }
}
