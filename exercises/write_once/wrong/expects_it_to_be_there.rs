//! wrong: right, panic

use std::sync::{Condvar, Mutex};

struct State<T> {
    value: Option<T>,
    in_work: bool,
    failed: bool,
}

pub struct Kept<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
}

struct AtWork<'a, T>(&'a Kept<T>);

impl<T> Drop for AtWork<'_, T> {
    fn drop(&mut self) {
        let mut state = self.0.state.lock();
        state.in_work = false;
        state.failed = state.value.is_none();
        self.0.changed.notify_all();
    }
}

impl<T: Clone> Kept<T> {
    pub fn new() -> Self {
        Self { state: Mutex::new(State { value: None, in_work: false, failed: false }), changed: Condvar::new() }
    }

    pub fn get_or_init(&self, init: impl FnOnce() -> T) -> T {
        let mut state = self.state.lock();
        if state.in_work {
            while state.in_work {
                self.changed.wait(&mut state);
            }
            if !state.failed {
                // It has been made, but is it still there?
                return state.value.clone().unwrap();
            }
        }
        if let Some(value) = &state.value {
            return value.clone();
        }
        state.in_work = true;
        drop(state);
        let _at_work = AtWork(self);
        let value = init();
        self.state.lock().value = Some(value.clone());
        value
    }

    pub fn get(&self) -> Option<T> {
        self.state.lock().value.clone()
    }

    pub fn clear(&self) {
        self.state.lock().value = None;
    }
}
