//! wrong: right, a wrong value
use std::sync::OnceLock;

pub struct Cache {
    value: OnceLock<u32>,
}

impl Cache {
    pub fn new() -> Self {
        Self { value: OnceLock::new() }
    }

    pub fn get(&self, key: u32, compute: impl FnOnce(u32) -> u32) -> u32 {
        *self.value.get_or_init(|| compute(key))
    }
}
