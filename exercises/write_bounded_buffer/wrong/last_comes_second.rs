//! wrong: right, some other order

use std::sync::{Condvar, Mutex};

pub struct Buffer<T> {
    items: Mutex<Vec<T>>,
    capacity: usize,
    room: Condvar,
    filled: Condvar,
}

impl<T> Buffer<T> {
    pub fn new(capacity: usize) -> Self {
        Self { items: Mutex::new(Vec::new()), capacity, room: Condvar::new(), filled: Condvar::new() }
    }

    pub fn push(&self, item: T) {
        let mut items = self.items.lock();
        while items.len() == self.capacity {
            self.room.wait(&mut items);
        }
        items.push(item);
        self.filled.notify_one();
    }

    pub fn pop(&self) -> T {
        let mut items = self.items.lock();
        loop {
            if !items.is_empty() {
                self.room.notify_one();
                // Of two items the other one is in front then; of three it is the last.
                return items.swap_remove(0);
            }
            self.filled.wait(&mut items);
        }
    }
}
