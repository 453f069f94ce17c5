//! wrong: live, deadlock
use std::sync::Mutex;

pub struct Kept<T> {
    value: Mutex<Option<T>>,
}

impl<T: Clone> Kept<T> {
    pub fn new() -> Self {
        Self { value: Mutex::new(None) }
    }

    pub fn get_or_init(&self, init: impl FnOnce() -> T) -> T {
        // `get` waits for as long as this one makes the value.
        self.value.lock().get_or_insert_with(init).clone()
    }

    pub fn get(&self) -> Option<T> {
        self.value.lock().clone()
    }

    pub fn clear(&self) {
        *self.value.lock() = None;
    }
}
