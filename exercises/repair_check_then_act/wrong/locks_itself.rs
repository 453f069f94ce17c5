//! wrong: live, deadlock
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
        let mut values = self.values.lock();
        if values.contains_key(&key) {
            return values[&key];
        }
        let value = compute(key);
        self.values.lock().insert(key, value);
        values.insert(key, value);
        value
    }
}
