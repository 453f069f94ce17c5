//! right: workers without a job are parked in a list, 10 of 10
use std::collections::VecDeque;
use std::sync::Mutex;
use std::thread::{self, Thread};

struct Office<J> {
    jobs: VecDeque<J>,
    idle: Vec<Thread>,
    /// No jobs are accepted any more.
    closed: bool,
}

pub struct Queue<J>(Mutex<Office<J>>);

impl<J> Queue<J> {
    pub fn new() -> Self {
        Self(Mutex::new(Office { jobs: VecDeque::new(), idle: Vec::new(), closed: false }))
    }

    pub fn push(&self, job: J) -> Result<(), J> {
        let mut office = self.0.lock();
        if office.closed {
            return Err(job);
        }
        office.jobs.push_back(job);
        if let Some(worker) = office.idle.pop() {
            worker.unpark();
        }
        Ok(())
    }

    pub fn work(&self, mut does: impl FnMut(J)) {
        loop {
            let mut office = self.0.lock();
            match office.jobs.pop_front() {
                Some(job) => {
                    drop(office);
                    does(job);
                }
                None if office.closed => return,
                None => {
                    office.idle.push(thread::current());
                    drop(office);
                    thread::park();
                }
            }
        }
    }

    pub fn shut(&self) {
        let mut office = self.0.lock();
        office.closed = true;
        office.idle.drain(..).for_each(|worker| worker.unpark());
    }
}
