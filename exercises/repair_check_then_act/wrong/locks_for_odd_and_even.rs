//! wrong: concurrent, compute one never overlaps compute other
use std::collections::HashMap;
use std::sync::Mutex;

pub struct Cache {
    values: [Mutex<HashMap<u32, u32>>; 2],
}

impl Cache {
    pub fn new() -> Self {
        Self { values: [(); 2].map(|()| Mutex::new(HashMap::new())) }
    }

    pub fn get(&self, key: u32, compute: impl FnOnce(u32) -> u32) -> u32 {
        let mut values = self.values[key as usize % 2].lock();
        *values.entry(key).or_insert_with(|| compute(key))
    }
}
