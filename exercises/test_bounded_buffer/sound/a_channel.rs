//! sound: a channel
use racecourse::channel::{self, Receiver, Sender};

pub struct Buffer<T> {
    sender: Sender<T>,
    receiver: Receiver<T>,
}

impl<T> Buffer<T> {
    pub fn new(capacity: usize) -> Self {
        let (sender, receiver) = channel::bounded(capacity);
        Self { sender, receiver }
    }

    pub fn push(&self, item: T) {
        assert!(self.sender.send(item).is_ok(), "the other end is here");
    }

    pub fn pop(&self) -> T {
        self.receiver.recv().expect("the other end is here")
    }
}
