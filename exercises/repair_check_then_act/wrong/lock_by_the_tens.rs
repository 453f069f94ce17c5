//! wrong: concurrent, compute one never overlaps compute other
use std::array;
use std::collections::HashMap;
use std::sync::Mutex;

/// A lock for each ten keys: neighbours wait for each other.
pub struct Cache {
    values: [Mutex<HashMap<u32, u32>>; 10],
}

impl Cache {
    pub fn new() -> Self {
        Self { values: array::from_fn(|_| Mutex::new(HashMap::new())) }
    }

    pub fn get(&self, key: u32, compute: impl FnOnce(u32) -> u32) -> u32 {
        let mut values = self.values[key as usize / 10 % 10].lock();
        *values.entry(key).or_insert_with(|| compute(key))
    }
}
