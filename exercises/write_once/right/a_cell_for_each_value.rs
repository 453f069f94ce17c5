//! right: the cell that there is, and a new one for each value, 10 of 10
use std::sync::{Arc, Mutex, OnceLock};

pub struct Kept<T>(Mutex<Arc<OnceLock<T>>>);

impl<T: Clone> Kept<T> {
    pub fn new() -> Self {
        Self(Mutex::new(Arc::new(OnceLock::new())))
    }

    fn cell(&self) -> Arc<OnceLock<T>> {
        Arc::clone(&self.0.lock())
    }

    pub fn get_or_init(&self, init: impl FnOnce() -> T) -> T {
        self.cell().get_or_init(init).clone()
    }

    pub fn get(&self) -> Option<T> {
        self.cell().get().cloned()
    }

    pub fn clear(&self) {
        let mut cell = self.0.lock();
        if cell.get().is_some() {
            *cell = Arc::new(OnceLock::new());
        }
    }
}
