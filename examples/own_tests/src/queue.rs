//! A queue of one place, for one producer and one consumer.

use racecourse::sync::{Condvar, Mutex};

/// A place for one item.
pub struct Slot {
    item: Mutex<Option<u32>>,
    filled: Condvar,
}

impl Slot {
    /// An empty one.
    #[expect(clippy::new_without_default, reason = "an example")]
    pub fn new() -> Self {
        Self { item: Mutex::new(None), filled: Condvar::new() }
    }

    /// Puts `item` there, and says so.
    pub fn put(&self, item: u32) {
        *self.item.lock() = Some(item);
        self.filled.notify_one();
    }

    /// Waits for an item; looks for one before it has the lock under which it waits.
    pub fn take_carelessly(&self) -> u32 {
        if self.item.lock().is_none() {
            let mut item = self.item.lock();
            self.filled.wait(&mut item);
        }
        self.item.lock().take().unwrap_or(0)
    }

    /// Waits for an item.
    pub fn take(&self) -> u32 {
        let mut item = self.item.lock();
        loop {
            match item.take() {
                Some(item) => return item,
                None => self.filled.wait(&mut item),
            }
        }
    }
}
