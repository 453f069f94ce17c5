//! wrong: live, deadlock
use std::collections::HashMap;
use std::sync::{Condvar, Mutex};

#[derive(Clone, Copy)]
enum Entry {
    BeingMade,
    Known(u32),
}

pub struct Cache {
    entries: Mutex<HashMap<u32, Entry>>,
    made: Condvar,
}

impl Cache {
    pub fn new() -> Self {
        Self { entries: Mutex::new(HashMap::new()), made: Condvar::new() }
    }

    pub fn get(&self, key: u32, compute: impl FnOnce(u32) -> u32) -> u32 {
        let mut entries = self.entries.lock();
        loop {
            match entries.get(&key).copied() {
                Some(Entry::Known(value)) => return value,
                Some(Entry::BeingMade) => self.made.wait(&mut entries),
                None => break,
            }
        }
        entries.insert(key, Entry::BeingMade);
        drop(entries);

        let value = compute(key);

        self.entries.lock().insert(key, Entry::Known(value));
        self.made.notify_one();
        self.made.notify_one();
        value
    }
}
