//! wrong: live, deadlock
use std::sync::{Condvar, Mutex};

/// Room for one item.
pub struct Slot<T> {
    item: Mutex<Option<T>>,
    changed: Condvar,
}

impl<T> Slot<T> {
    pub fn new() -> Self {
        Self { item: Mutex::new(None), changed: Condvar::new() }
    }

    /// Puts an item in, as soon as there is room.
    pub fn put(&self, item: T) {
        let mut slot = self.item.lock();
        self.changed.wait_while(&mut slot, |slot| slot.is_some());
        *slot = Some(item);
        self.changed.notify_one();
    }

    /// Takes the item out, as soon as there is one.
    pub fn take(&self) -> T {
        let mut slot = self.item.lock();
        self.changed.wait_while(&mut slot, |slot| slot.is_none());
        self.changed.notify_one();
        slot.take().unwrap()
    }
}
