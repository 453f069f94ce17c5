//! wrong: right, kept after clear()
use std::sync::Mutex;

pub struct Kept<T> {
    makers: Mutex<()>,
    value: Mutex<Option<T>>,
}

impl<T: Clone> Kept<T> {
    pub fn new() -> Self {
        Self { makers: Mutex::new(()), value: Mutex::new(None) }
    }

    pub fn get_or_init(&self, init: impl FnOnce() -> T) -> T {
        let _alone = self.makers.lock();
        if let Some(value) = self.get() {
            return value;
        }
        let value = init();
        *self.value.lock() = Some(value.clone());
        value
    }

    pub fn get(&self) -> Option<T> {
        self.value.lock().clone()
    }

    pub fn clear(&self) {}
}
