//! wrong: right, more than one
use std::sync::{Condvar, Mutex};

pub struct Slot<T> {
    item: Mutex<Option<T>>,
    changed: Condvar,
}

impl<T> Slot<T> {
    pub fn new() -> Self {
        Self { item: Mutex::new(None), changed: Condvar::new() }
    }

    pub fn put(&self, item: T) {
        let mut slot = self.item.lock();
        *slot = Some(item);
        self.changed.notify_all();
    }

    pub fn take(&self) -> T {
        let mut slot = self.item.lock();
        self.changed.wait_while(&mut slot, |slot| slot.is_none());
        self.changed.notify_all();
        slot.take().unwrap()
    }
}
