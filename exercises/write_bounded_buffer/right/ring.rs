//! right: a ring of slots with two ends, in a module of its own, 10 of 10
use std::sync::{Condvar, Mutex};

mod ring {
    pub struct Ring<T> {
        slots: Vec<Option<T>>,
        front: usize,
        used: usize,
    }

    impl<T> Ring<T> {
        pub fn new(capacity: usize) -> Self {
            Self { slots: (0..capacity).map(|_| None).collect(), front: 0, used: 0 }
        }

        pub fn put(&mut self, item: T) -> Result<(), T> {
            if self.used == self.slots.len() {
                return Err(item);
            }
            let at = (self.front + self.used) % self.slots.len();
            self.slots[at] = Some(item);
            self.used += 1;
            Ok(())
        }

        pub fn take(&mut self) -> Option<T> {
            let item = self.slots[self.front].take()?;
            self.front = (self.front + 1) % self.slots.len();
            self.used -= 1;
            Some(item)
        }
    }
}

pub struct Buffer<T> {
    ring: Mutex<ring::Ring<T>>,
    room: Condvar,
    filled: Condvar,
}

impl<T> Buffer<T> {
    pub fn new(capacity: usize) -> Self {
        Self { ring: Mutex::new(ring::Ring::new(capacity)), room: Condvar::new(), filled: Condvar::new() }
    }

    pub fn push(&self, item: T) {
        let mut item = item;
        let mut ring = self.ring.lock();
        while let Err(back) = ring.put(item) {
            item = back;
            self.room.wait(&mut ring);
        }
        self.filled.notify_one();
    }

    pub fn pop(&self) -> T {
        let mut ring = self.ring.lock();
        let item = loop {
            match ring.take() {
                Some(item) => break item,
                None => self.filled.wait(&mut ring),
            }
        };
        drop(ring);
        self.room.notify_one();
        item
    }
}
