//! mutant: one is woken, whoever that is
//! look: a buffer that is so small, and so much used, that producers and consumers wait at the same time.
use racecourse::sync::{Condvar, Mutex};
use std::collections::VecDeque;

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
        self.changed.wait_while(&mut items, |items| items.len() >= self.capacity);
        items.push_back(item);
        self.changed.notify_one();
    }

    pub fn pop(&self) -> T {
        let mut items = self.items.lock();
        self.changed.wait_while(&mut items, |items| items.is_empty());
        self.changed.notify_one();
        items.pop_front().unwrap()
    }
}
