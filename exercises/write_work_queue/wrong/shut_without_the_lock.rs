//! wrong: live, deadlock
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Condvar, Mutex};

pub struct Queue<J> {
    state: Mutex<State<J>>,
    changed: Condvar,
    is_shut: AtomicBool,
}

struct State<J> {
    jobs: VecDeque<J>,
}

impl<J> Queue<J> {
    pub fn new() -> Self {
        Self {
            state: Mutex::new(State { jobs: VecDeque::new() }),
            changed: Condvar::new(),
            is_shut: AtomicBool::new(false),
        }
    }

    pub fn push(&self, job: J) -> Result<(), J> {
        let mut state = self.state.lock();
        if self.is_shut.load(SeqCst) {
            return Err(job);
        }
        state.jobs.push_back(job);
        self.changed.notify_one();
        Ok(())
    }

    fn take(&self) -> Option<J> {
        let mut state = self.state.lock();
        loop {
            if let Some(job) = state.jobs.pop_front() {
                return Some(job);
            }
            if self.is_shut.load(SeqCst) {
                return None;
            }
            self.changed.wait(&mut state);
        }
    }

    pub fn work(&self, mut does: impl FnMut(J)) {
        while let Some(job) = self.take() {
            does(job);
        }
    }

    pub fn shut(&self) {
        // A worker may have looked, and not sleep yet.
        self.is_shut.store(true, SeqCst);
        self.changed.notify_all();
    }
}
