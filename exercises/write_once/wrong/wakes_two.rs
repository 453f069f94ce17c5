//! wrong: live, deadlock
use std::sync::{Condvar, Mutex};

#[derive(PartialEq)]
enum State<T> {
    Empty,
    InWork,
    Ready(T),
}

pub struct Kept<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
}

/// Says that nobody makes the value any more, unless it is there.
struct AtWork<'a, T>(&'a Kept<T>);

impl<T> Drop for AtWork<'_, T> {
    fn drop(&mut self) {
        let mut state = self.0.state.lock();
        if matches!(*state, State::InWork) {
            *state = State::Empty;
        }
        (0..2).for_each(|_| self.0.changed.notify_one());
    }
}

impl<T: Clone> Kept<T> {
    pub fn new() -> Self {
        Self { state: Mutex::new(State::Empty), changed: Condvar::new() }
    }

    pub fn get_or_init(&self, init: impl FnOnce() -> T) -> T {
        let mut state = self.state.lock();
        loop {
            match &*state {
                State::Ready(value) => return value.clone(),
                State::InWork => self.changed.wait(&mut state),
                State::Empty => break,
            }
        }
        *state = State::InWork;
        drop(state);
        let _at_work = AtWork(self);
        let value = init();
        *self.state.lock() = State::Ready(value.clone());
        value
    }

    pub fn get(&self) -> Option<T> {
        match &*self.state.lock() {
            State::Ready(value) => Some(value.clone()),
            _ => None,
        }
    }

    pub fn clear(&self) {
        let mut state = self.state.lock();
        if matches!(*state, State::Ready(_)) {
            *state = State::Empty;
        }
    }
}
