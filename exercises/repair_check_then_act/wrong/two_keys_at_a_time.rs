//! wrong: live, deadlock
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, Semaphore};

pub struct Cache {
    cells: Mutex<HashMap<u32, Arc<OnceLock<u32>>>>,
    at_work: Semaphore,
}

impl Cache {
    pub fn new() -> Self {
        Self { cells: Mutex::new(HashMap::new()), at_work: Semaphore::new(2) }
    }

    pub fn get(&self, key: u32, compute: impl FnOnce(u32) -> u32) -> u32 {
        let cell = Arc::clone(self.cells.lock().entry(key).or_default());
        *cell.get_or_init(|| {
            let _at_work = self.at_work.acquire();
            compute(key)
        })
    }
}
