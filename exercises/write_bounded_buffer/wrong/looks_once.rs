//! wrong: right, panic
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};

pub struct Buffer<T> {
    items: Mutex<VecDeque<T>>,
    capacity: usize,
    changed: Condvar,
}

impl<T> Buffer<T> {
    pub fn new(capacity: usize) -> Self {
        Self { items: Mutex::new(VecDeque::new()), capacity, changed: Condvar::new() }
    }

    pub fn push(&self, item: T) {
        let mut items = self.items.lock();
        if items.len() == self.capacity {
            self.changed.wait(&mut items);
        }
        items.push_back(item);
        self.changed.notify_all();
    }

    pub fn pop(&self) -> T {
        let mut items = self.items.lock();
        if items.is_empty() {
            self.changed.wait(&mut items);
        }
        self.changed.notify_all();
        items.pop_front().unwrap()
    }
}
