//! wrong: right, panic
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
        let _ = item;
    }

    /// Takes the item out, as soon as there is one.
    pub fn take(&self) -> T {
        self.item.lock().take().unwrap()
    }
}
