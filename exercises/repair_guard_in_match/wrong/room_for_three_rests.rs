//! wrong: right, jobs are missing

use std::sync::Mutex;

pub struct Jobs<T> {
    list: Mutex<Vec<T>>,
    rests: Mutex<Vec<T>>,
}

impl<T> Jobs<T> {
    pub fn new(jobs: Vec<T>) -> Self {
        Self { list: Mutex::new(jobs), rests: Mutex::new(Vec::new()) }
    }

    pub fn work(&self, step: impl FnOnce(T) -> Option<T>) -> bool {
        let first = self.list.lock().pop();
        let job = first.or_else(|| self.rests.lock().pop());
        match job {
            Some(job) => {
                if let Some(rest) = step(job) {
                    let mut rests = self.rests.lock();
                    // There may be three already.
                    rests.truncate(2);
                    rests.push(rest);
                }
                true
            }
            None => false,
        }
    }

    pub fn waiting(&self) -> usize {
        self.list.lock().len() + self.rests.lock().len()
    }
}
