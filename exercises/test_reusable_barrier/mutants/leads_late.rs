//! mutant: the leader leads when the others have gone on
//! look: what is done in between, and who has gone on by then.
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
        let mut state = self.state.lock();
        state.come += 1;
        if state.come == self.n {
            state.come = 0;
            state.round += 1;
            self.over.notify_all();
            drop(state);
            between();
            return;
        }
        let mine = state.round;
        while state.round == mine {
            self.over.wait(&mut state);
        }
    }
}
