//! wrong: live, deadlock
use std::sync::{Condvar, Mutex};

pub struct Slot<T> {
    item: Mutex<Option<T>>,
    producers: Mutex<()>,
    consumers: Mutex<()>,
    not_full: Condvar,
    not_empty: Condvar,
}

impl<T> Slot<T> {
    pub fn new() -> Self {
        Self {
            item: Mutex::new(None),
            producers: Mutex::new(()),
            consumers: Mutex::new(()),
            not_full: Condvar::new(),
            not_empty: Condvar::new(),
        }
    }

    pub fn put(&self, item: T) {
        let mut producer = self.producers.lock();
        // Somebody may take it between this look and falling asleep.
        while self.item.lock().is_some() {
            self.not_full.wait(&mut producer);
        }
        *self.item.lock() = Some(item);
        self.not_empty.notify_one();
    }

    pub fn take(&self) -> T {
        let mut consumer = self.consumers.lock();
        loop {
            let item = self.item.lock().take();
            if let Some(item) = item {
                self.not_full.notify_one();
                return item;
            }
            self.not_empty.wait(&mut consumer);
        }
    }
}
