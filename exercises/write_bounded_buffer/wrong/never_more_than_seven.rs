//! wrong: live, deadlock
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};

pub struct Buffer<T> {
    items: Mutex<VecDeque<T>>,
    capacity: usize,
    changed: Condvar,
}

impl<T> Buffer<T> {
    pub fn new(capacity: usize) -> Self {
        Self { items: Mutex::new(VecDeque::new()), capacity: capacity.min(7), changed: Condvar::new() }
    }

    pub fn push(&self, item: T) {
        let mut items = self.items.lock();
        self.changed.wait_while(&mut items, |items| items.len() >= self.capacity);
        items.push_back(item);
        self.changed.notify_all();
    }

    pub fn pop(&self) -> T {
        let mut items = self.items.lock();
        self.changed.wait_while(&mut items, |items| items.is_empty());
        self.changed.notify_all();
        items.pop_front().unwrap()
    }
}
