//! wrong: right, more than one

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};
use std::thread::{self, ThreadId};

pub struct Slot<T> {
    items: Mutex<VecDeque<(ThreadId, T)>>,
    not_full: Condvar,
    not_empty: Condvar,
}

impl<T> Slot<T> {
    pub fn new() -> Self {
        Self { items: Mutex::new(VecDeque::new()), not_full: Condvar::new(), not_empty: Condvar::new() }
    }

    pub fn put(&self, item: T) {
        let me = thread::current().id();
        let mut items = self.items.lock();
        while items.iter().any(|(who, _)| *who == me) {
            self.not_full.wait(&mut items);
        }
        items.push_back((me, item));
        self.not_empty.notify_one();
    }

    pub fn take(&self) -> T {
        let mut items = self.items.lock();
        loop {
            match items.pop_front() {
                Some((_, item)) => {
                    self.not_full.notify_all();
                    return item;
                }
                None => self.not_empty.wait(&mut items),
            }
        }
    }
}
