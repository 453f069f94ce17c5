//! wrong: concurrent, step never overlaps step
use std::sync::Mutex;

pub struct Jobs<T> {
    list: Mutex<Vec<T>>,
}

impl<T> Jobs<T> {
    pub fn new(jobs: Vec<T>) -> Self {
        Self { list: Mutex::new(jobs) }
    }

    pub fn work(&self, step: impl FnOnce(T) -> Option<T>) -> bool {
        let mut mine = std::mem::take(&mut *self.list.lock());
        let Some(job) = mine.pop() else { return false };
        mine.extend(step(job));
        *self.list.lock() = mine;
        true
    }

    pub fn waiting(&self) -> usize {
        self.list.lock().len()
    }
}
