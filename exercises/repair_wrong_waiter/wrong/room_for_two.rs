//! wrong: right, more than one
use racecourse::sync::Semaphore;
use std::collections::VecDeque;
use std::mem;
use std::sync::Mutex;

pub struct Slot<T> {
    item: Mutex<VecDeque<T>>,
    room: Semaphore,
    filled: Semaphore,
}

impl<T> Slot<T> {
    pub fn new() -> Self {
        Self { item: Mutex::new(VecDeque::new()), room: Semaphore::new(2), filled: Semaphore::new(0) }
    }

    pub fn put(&self, item: T) {
        mem::forget(self.room.acquire());
        self.item.lock().push_back(item);
        self.filled.release();
    }

    pub fn take(&self) -> T {
        mem::forget(self.filled.acquire());
        let item = self.item.lock().pop_front();
        self.room.release();
        item.expect("the permit says so")
    }
}
