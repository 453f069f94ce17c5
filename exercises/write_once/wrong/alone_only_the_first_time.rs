//! wrong: right, data race

use std::sync::{Mutex, OnceLock};

/// The first value is made by one alone; after `clear` whoever comes makes one.
pub struct Kept<T> {
    first: OnceLock<()>,
    value: Mutex<Option<T>>,
}

impl<T: Clone> Kept<T> {
    pub fn new() -> Self {
        Self { first: OnceLock::new(), value: Mutex::new(None) }
    }

    pub fn get_or_init(&self, init: impl FnOnce() -> T) -> T {
        let mut init = Some(init);
        let mut make = || {
            let value = init.take().unwrap()();
            *self.value.lock() = Some(value.clone());
            value
        };
        let mut own = None;
        self.first.get_or_init(|| own = Some(make()));
        own.or_else(|| self.get()).unwrap_or_else(make)
    }

    pub fn get(&self) -> Option<T> {
        self.value.lock().clone()
    }

    pub fn clear(&self) {
        self.value.lock().take();
    }
}
