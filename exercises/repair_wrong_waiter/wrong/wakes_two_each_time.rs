//! wrong: live, deadlock
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
        self.changed.wait_while(&mut slot, |slot| slot.is_some());
        *slot = Some(item);
        (0..2).for_each(|_| self.changed.notify_one());
    }

    pub fn take(&self) -> T {
        let mut slot = self.item.lock();
        self.changed.wait_while(&mut slot, |slot| slot.is_none());
        (0..2).for_each(|_| self.changed.notify_one());
        slot.take().unwrap()
    }
}
