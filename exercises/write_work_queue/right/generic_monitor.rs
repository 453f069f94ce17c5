//! right: a monitor for any state, by a macro, 10 of 10
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};

struct Monitor<S> {
    state: Mutex<S>,
    changed: Condvar,
}

impl<S> Monitor<S> {
    fn change<R>(&self, change: impl FnOnce(&mut S) -> R) -> R {
        let mut state = self.state.lock();
        self.changed.notify_all();
        change(&mut state)
    }

    fn wait_for<R>(&self, mut ready: impl FnMut(&mut S) -> Option<R>) -> R {
        let mut state = self.state.lock();
        loop {
            match ready(&mut state) {
                Some(result) => return result,
                None => self.changed.wait(&mut state),
            }
        }
    }
}

macro_rules! queue {
    ($name:ident<$job:ident>) => {
        /// Jobs, and whether there may come more.
        pub struct $name<$job>(Monitor<(VecDeque<$job>, bool)>);

        impl<$job> $name<$job> {
            pub fn new() -> Self {
                Self(Monitor { state: Mutex::new((VecDeque::new(), true)), changed: Condvar::new() })
            }

            pub fn push(&self, job: $job) -> Result<(), $job> {
                self.0.change(|(jobs, is_open)| if *is_open { Ok(jobs.push_back(job)) } else { Err(job) })
            }

            pub fn work(&self, mut does: impl FnMut($job)) {
                let next = |state: &mut (VecDeque<$job>, bool)| match state.0.pop_front() {
                    None if state.1 => None,
                    next => Some(next),
                };
                while let Some(job) = self.0.wait_for(next) {
                    does(job);
                }
            }

            pub fn shut(&self) {
                self.0.change(|(_, is_open)| *is_open = false);
            }
        }
    };
}

queue!(Queue<J>);
