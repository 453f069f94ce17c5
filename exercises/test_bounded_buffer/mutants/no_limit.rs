//! mutant: there is no limit
//! look: how much fits into it, at any moment.
use racecourse::sync::{Condvar, Mutex};
use std::collections::VecDeque;

pub struct Buffer<T> {
    items: Mutex<VecDeque<T>>,
    filled: Condvar,
}

impl<T> Buffer<T> {
    pub fn new(capacity: usize) -> Self {
        Self {
            items: {
                let _ = capacity;
                Mutex::new(VecDeque::new())
            },
            filled: Condvar::new(),
        }
    }

    pub fn push(&self, item: T) {
        self.items.lock().push_back(item);
        self.filled.notify_one();
    }

    pub fn pop(&self) -> T {
        let mut items = self.items.lock();
        loop {
            if let Some(item) = items.pop_front() {
                return item;
            }
            self.filled.wait(&mut items);
        }
    }
}
