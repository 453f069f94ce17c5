//! wrong: right, panic
use std::sync::Mutex;

pub struct Jobs<T> {
    list: Mutex<Vec<T>>,
}

impl<T> Jobs<T> {
    pub fn new(jobs: Vec<T>) -> Self {
        Self { list: Mutex::new(jobs) }
    }

    pub fn work(&self, step: impl FnOnce(T) -> Option<T>) -> bool {
        if self.waiting() == 0 {
            return false;
        }
        let job = self.list.lock().pop().unwrap();
        let rest = step(job);
        self.list.lock().extend(rest);
        true
    }

    pub fn waiting(&self) -> usize {
        self.list.lock().len()
    }
}
