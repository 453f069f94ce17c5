//! wrong: live, deadlock
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, Semaphore};

pub struct Queue<J> {
    state: Mutex<State<J>>,
    changed: Condvar,
    working: Semaphore,
}

struct State<J> {
    jobs: VecDeque<J>,
    is_shut: bool,
}

impl<J> Queue<J> {
    pub fn new() -> Self {
        Self {
            state: Mutex::new(State { jobs: VecDeque::new(), is_shut: false }),
            changed: Condvar::new(),
            working: Semaphore::new(3),
        }
    }

    pub fn push(&self, job: J) -> Result<(), J> {
        let mut state = self.state.lock();
        if state.is_shut {
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
            if state.is_shut {
                return None;
            }
            self.changed.wait(&mut state);
        }
    }

    pub fn work(&self, mut does: impl FnMut(J)) {
        while let Some(job) = self.take() {
            let _working = self.working.acquire();
            does(job);
        }
    }

    pub fn shut(&self) {
        let mut state = self.state.lock();
        state.is_shut = true;
        self.changed.notify_all();
    }
}
