//! wrong: right, kept after clear()
use std::sync::OnceLock;

pub struct Kept<T>(OnceLock<T>);

impl<T: Clone> Kept<T> {
    pub fn new() -> Self {
        Self(OnceLock::new())
    }

    pub fn get_or_init(&self, init: impl FnOnce() -> T) -> T {
        self.0.get_or_init(init).clone()
    }

    pub fn get(&self) -> Option<T> {
        self.0.get().cloned()
    }

    /// It has no way to do that.
    pub fn clear(&self) {}
}
