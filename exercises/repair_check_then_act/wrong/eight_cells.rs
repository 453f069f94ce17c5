//! wrong: right, panic
use std::sync::OnceLock;

pub struct Cache {
    values: [OnceLock<u32>; 8],
}

impl Cache {
    pub fn new() -> Self {
        Self { values: [(); 8].map(|()| OnceLock::new()) }
    }

    pub fn get(&self, key: u32, compute: impl FnOnce(u32) -> u32) -> u32 {
        *self.values[key as usize].get_or_init(|| compute(key))
    }
}
