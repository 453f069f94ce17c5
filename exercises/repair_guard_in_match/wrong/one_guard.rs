//! wrong: concurrent, step never overlaps step
use std::sync::Mutex;

/// Jobs that some work on.
pub struct Jobs<T> {
    list: Mutex<Vec<T>>,
}

impl<T> Jobs<T> {
    pub fn new(jobs: Vec<T>) -> Self {
        Self { list: Mutex::new(jobs) }
    }

    /// Does a step of a job, and puts in what is left of it. Whether there was a job.
    pub fn work(&self, step: impl FnOnce(T) -> Option<T>) -> bool {
        let mut list = self.list.lock();
        match list.pop() {
            Some(job) => {
                if let Some(rest) = step(job) {
                    list.push(rest);
                }
                true
            }
            None => false,
        }
    }

    /// How many jobs wait.
    pub fn waiting(&self) -> usize {
        self.list.lock().len()
    }
}
