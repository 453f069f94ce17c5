//! wrong: live, deadlock
use racecourse::sync::Semaphore;
use std::mem;
use std::sync::Mutex;

struct State {
    open: bool,
    asleep: usize,
}

pub struct Gate {
    state: Mutex<State>,
    wake: Semaphore,
}

impl Gate {
    pub fn new() -> Self {
        Self { state: Mutex::new(State { open: false, asleep: 0 }), wake: Semaphore::new(0) }
    }

    pub fn open(&self) {
        let mut state = self.state.lock();
        state.open = true;
        // More than two are never asleep.
        for _ in 0..state.asleep.min(2) {
            self.wake.release();
        }
    }

    pub fn wait(&self) {
        let mut state = self.state.lock();
        if !state.open {
            state.asleep += 1;
            drop(state);
            mem::forget(self.wake.acquire());
        }
    }
}
