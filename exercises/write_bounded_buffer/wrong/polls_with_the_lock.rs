//! wrong: live, hold-and-poll
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
        let mut items = self.items.lock();
        while items.len() == self.capacity {
            hint::spin_loop();
        }
        items.push_back(item);
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
