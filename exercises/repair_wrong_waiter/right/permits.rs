//! right: a permit for the room and one for the item
use racecourse::sync::Semaphore;
use std::mem;
use std::sync::Mutex;

pub struct Slot<T> {
    item: Mutex<Option<T>>,
    room: Semaphore,
    filled: Semaphore,
}

impl<T> Slot<T> {
    pub fn new() -> Self {
        Self { item: Mutex::new(None), room: Semaphore::new(1), filled: Semaphore::new(0) }
    }

    pub fn put(&self, item: T) {
        mem::forget(self.room.acquire());
        *self.item.lock() = Some(item);
        self.filled.release();
    }

    pub fn take(&self) -> T {
        mem::forget(self.filled.acquire());
        let item = self.item.lock().take();
        self.room.release();
        item.expect("the permit says so")
    }
}
