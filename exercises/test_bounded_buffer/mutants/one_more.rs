//! mutant: one more than its room fits
//! look: how much fits into it, exactly.
use racecourse::sync::{Condvar, Mutex};
use std::collections::VecDeque;

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
        while items.len() > self.capacity {
            self.room.wait(&mut items);
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
