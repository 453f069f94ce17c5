//! right: a guard with a name, dropped before the step
use std::collections::VecDeque;
use std::sync::RwLock;

pub struct Jobs<T> {
    list: RwLock<VecDeque<T>>,
}

impl<T> Jobs<T> {
    pub fn new(jobs: Vec<T>) -> Self {
        Self { list: RwLock::new(jobs.into()) }
    }

    pub fn work(&self, step: impl FnOnce(T) -> Option<T>) -> bool {
        let mut list = self.list.write();
        let Some(job) = list.pop_front() else { return false };
        drop(list);
        let rest = step(job);
        self.list.write().extend(rest);
        true
    }

    pub fn waiting(&self) -> usize {
        self.list.read().len()
    }
}
