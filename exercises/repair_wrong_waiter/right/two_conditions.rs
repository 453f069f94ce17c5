//! right: a condition variable for each reason to wait
use std::sync::{Condvar, Mutex};

pub struct Slot<T> {
    item: Mutex<Option<T>>,
    not_full: Condvar,
    not_empty: Condvar,
}

impl<T> Slot<T> {
    pub fn new() -> Self {
        Self { item: Mutex::new(None), not_full: Condvar::new(), not_empty: Condvar::new() }
    }

    pub fn put(&self, item: T) {
        let mut slot = self.item.lock();
        while slot.is_some() {
            self.not_full.wait(&mut slot);
        }
        *slot = Some(item);
        self.not_empty.notify_one();
    }

    pub fn take(&self) -> T {
        let mut slot = self.item.lock();
        loop {
            match slot.take() {
                Some(item) => {
                    self.not_full.notify_one();
                    return item;
                }
                None => self.not_empty.wait(&mut slot),
            }
        }
    }
}
