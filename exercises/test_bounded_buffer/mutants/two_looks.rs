//! mutant: pop looks, lets go of the lock, and takes
//! look: several consumers at the same time.
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
        while items.len() == self.capacity {
            self.room.wait(&mut items);
        }
        items.push_back(item);
        self.filled.notify_one();
    }

    pub fn pop(&self) -> T {
        // Between looking and taking, somebody else may take it.
        {
            let mut items = self.items.lock();
            while items.is_empty() {
                self.filled.wait(&mut items);
            }
        }
        let item = self.items.lock().pop_front().unwrap();
        self.room.notify_one();
        item
    }
}
