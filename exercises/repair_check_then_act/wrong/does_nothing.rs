//! wrong: right, a wrong value
use std::collections::HashMap;
use std::sync::Mutex;

/// What has been computed so far, by key.
pub struct Cache {
    values: Mutex<HashMap<u32, u32>>,
}

impl Cache {
    pub fn new() -> Self {
        Self { values: Mutex::new(HashMap::new()) }
    }

    /// The value of `key`, which `compute` makes of it if it is not known.
    pub fn get(&self, key: u32, compute: impl FnOnce(u32) -> u32) -> u32 {
        let _ = (key, compute);
        0
    }
}
