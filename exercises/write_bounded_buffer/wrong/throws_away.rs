//! wrong: right, more than fits
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};

pub struct Buffer<T> {
    items: Mutex<VecDeque<T>>,
    capacity: usize,
    room: Condvar,
    filled: Condvar,
}

impl<T> Buffer<T> {
    pub fn new(capacity: usize) -> Self {
        Self { items: Mutex::new(VecDeque::new()), capacity, room: Condvar::new(), filled: Condvar::new() }
    }

    pub fn push(&self, item: T) {
        let mut items = self.items.lock();
        if items.len() == self.capacity {
            items.pop_front();
        }
        items.push_back(item);
        self.filled.notify_one();
    }

    pub fn pop(&self) -> T {
        let mut items = self.items.lock();
        loop {
            if let Some(item) = items.pop_front() {
                self.room.notify_one();
                return item;
            }
            self.filled.wait(&mut items);
        }
    }
}
