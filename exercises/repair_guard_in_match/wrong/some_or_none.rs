//! wrong: right, some other number waits

use std::sync::Mutex;

pub struct Jobs<T> {
    list: Mutex<Vec<T>>,
}

impl<T> Jobs<T> {
    pub fn new(jobs: Vec<T>) -> Self {
        Self { list: Mutex::new(jobs) }
    }

    pub fn work(&self, step: impl FnOnce(T) -> Option<T>) -> bool {
        let job = self.list.lock().pop();
        match job {
            Some(job) => {
                if let Some(rest) = step(job) {
                    self.list.lock().push(rest);
                }
                true
            }
            None => false,
        }
    }

    pub fn waiting(&self) -> usize {
        usize::from(!self.list.lock().is_empty())
    }
}
