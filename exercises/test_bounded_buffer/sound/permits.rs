//! sound: permits for room and for items
use racecourse::sync::Mutex;
use racecourse::sync::Semaphore;
use std::collections::VecDeque;
use std::mem;

pub struct Buffer<T> {
    items: Mutex<VecDeque<T>>,
    room: Semaphore,
    filled: Semaphore,
}

impl<T> Buffer<T> {
    pub fn new(capacity: usize) -> Self {
        Self { items: Mutex::default(), room: Semaphore::new(capacity), filled: Semaphore::new(0) }
    }

    pub fn push(&self, item: T) {
        mem::forget(self.room.acquire());
        self.items.lock().push_back(item);
        self.filled.release();
    }

    pub fn pop(&self) -> T {
        mem::forget(self.filled.acquire());
        let item = self.items.lock().pop_front().expect("there is one for each permit");
        self.room.release();
        item
    }
}
