//! wrong: right, jobs are missing

use std::sync::Mutex;

pub struct Jobs<T> {
    list: Mutex<Vec<T>>,
    rest: Mutex<Option<T>>,
}

impl<T> Jobs<T> {
    pub fn new(jobs: Vec<T>) -> Self {
        Self { list: Mutex::new(jobs), rest: Mutex::new(None) }
    }

    pub fn work(&self, step: impl FnOnce(T) -> Option<T>) -> bool {
        let first = self.list.lock().pop();
        let job = first.or_else(|| self.rest.lock().take());
        match job {
            Some(job) => {
                if let Some(rest) = step(job) {
                    // There may be one already.
                    *self.rest.lock() = Some(rest);
                }
                true
            }
            None => false,
        }
    }

    pub fn waiting(&self) -> usize {
        self.list.lock().len() + usize::from(self.rest.lock().is_some())
    }
}
