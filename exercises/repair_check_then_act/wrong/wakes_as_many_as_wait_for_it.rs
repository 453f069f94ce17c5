//! wrong: live, deadlock
use std::collections::HashMap;
use std::sync::{Condvar, Mutex};

#[derive(Clone, Copy)]
enum Entry {
    /// So many wait for it.
    BeingMade(usize),
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
                Some(Entry::BeingMade(waiting)) => {
                    entries.insert(key, Entry::BeingMade(waiting + 1));
                    self.made.wait(&mut entries);
                }
                None => break,
            }
        }
        entries.insert(key, Entry::BeingMade(0));
        drop(entries);

        let value = compute(key);

        let made = self.entries.lock().insert(key, Entry::Known(value));
        if let Some(Entry::BeingMade(waiting)) = made {
            // It may be somebody else who wakes: one who waits for another key.
            (0..waiting).for_each(|_| self.made.notify_one());
        }
        value
    }
}
