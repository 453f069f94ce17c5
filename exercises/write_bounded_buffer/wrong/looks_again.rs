//! wrong: cost, looks again and again
use std::collections::VecDeque;
use std::hint;
use std::sync::Mutex;

pub struct Buffer<T> {
    items: Mutex<VecDeque<T>>,
    capacity: usize,
}

impl<T> Buffer<T> {
    pub fn new(capacity: usize) -> Self {
        Self { items: Mutex::new(VecDeque::new()), capacity }
    }

    pub fn push(&self, item: T) {
        loop {
            let mut items = self.items.lock();
            if items.len() < self.capacity {
                items.push_back(item);
                return;
            }
            drop(items);
            hint::spin_loop();
        }
    }

    pub fn pop(&self) -> T {
        loop {
            if let Some(item) = self.items.lock().pop_front() {
                return item;
            }
            hint::spin_loop();
        }
    }
}
