//! wrong: live, deadlock

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};

pub struct Buffer<T> {
    capacity: usize,
    items: Mutex<VecDeque<T>>,
    not_empty: Condvar,
    not_full: Condvar,
}

impl<T> Buffer<T> {
    pub fn new(capacity: usize) -> Self {
        Self { capacity, items: Mutex::new(VecDeque::new()), not_empty: Condvar::new(), not_full: Condvar::new() }
    }

    pub fn push(&self, item: T) {
        let mut items = self.items.lock();
        while items.len() == self.capacity {
            self.not_full.wait(&mut items);
        }
        items.push_back(item);
        // Nobody waits for an item if there was one.
        if items.len() == 1 {
            self.not_empty.notify_one();
        }
    }

    pub fn pop(&self) -> T {
        let mut items = self.items.lock();
        while items.is_empty() {
            self.not_empty.wait(&mut items);
        }
        let item = items.pop_front().unwrap();
        // Nobody waits for room if there was some.
        if items.len() + 1 == self.capacity {
            self.not_full.notify_one();
        }
        item
    }
}
