//! wrong: right, more than one
use racecourse::channel::{self, Receiver, Sender};

pub struct Slot<T> {
    put: Sender<T>,
    take: Receiver<T>,
}

impl<T> Slot<T> {
    pub fn new() -> Self {
        let (put, take) = channel::unbounded();
        Self { put, take }
    }

    pub fn put(&self, item: T) {
        assert!(self.put.send(item).is_ok(), "the receiver is here");
    }

    pub fn take(&self) -> T {
        self.take.recv().unwrap()
    }
}
