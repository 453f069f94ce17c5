//! wrong: live, deadlock
use std::collections::HashMap;
use std::sync::{Condvar, Mutex};

#[derive(Clone, Copy)]
enum Entry {
    BeingMade { waiting: usize },
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
        if let Some(Entry::BeingMade { waiting }) = entries.get_mut(&key) {
            *waiting += 1;
        }
        loop {
            match entries.get(&key).copied() {
                Some(Entry::Known(value)) => return value,
                Some(Entry::BeingMade { .. }) => self.made.wait(&mut entries),
                None => break,
            }
        }
        entries.insert(key, Entry::BeingMade { waiting: 0 });
        drop(entries);

        let value = compute(key);

        let before = self.entries.lock().insert(key, Entry::Known(value));
        // As many as wait for this key. Those who are woken may wait for another one.
        if let Some(Entry::BeingMade { waiting }) = before {
            (0..waiting).for_each(|_| self.made.notify_one());
        }
        value
    }
}
