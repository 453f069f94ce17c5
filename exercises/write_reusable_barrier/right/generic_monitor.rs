//! right: a monitor for any state, and the colour of the round, 10 of 10
use std::sync::{Condvar, Mutex};

struct Monitor<S> {
    state: Mutex<S>,
    changed: Condvar,
}

impl<S> Monitor<S> {
    fn new(state: S) -> Self {
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    /// Changes the state, tells everybody, and waits until `done` of what the change has come to.
    fn change_and_wait<R>(&self, change: impl FnOnce(&mut S) -> R, done: impl Fn(&S, &R) -> bool) {
        let mut state = self.state.lock();
        let result = change(&mut state);
        self.changed.notify_all();
        self.changed.wait_while(&mut state, |state| !done(state, &result));
    }
}

pub struct Rounds {
    n: usize,
    /// Those who are still missing, and a colour that changes with each round.
    monitor: Monitor<(usize, bool)>,
}

impl Rounds {
    pub fn new(n: usize) -> Self {
        Self { n, monitor: Monitor::new((n, false)) }
    }

    pub fn meet(&self, between: impl FnOnce()) {
        let come = |state: &mut (usize, bool)| {
            let mine = state.1;
            state.0 -= 1;
            if state.0 == 0 {
                between();
                *state = (self.n, !mine);
            }
            mine
        };
        self.monitor.change_and_wait(come, |state, mine| state.1 != *mine);
    }
}
