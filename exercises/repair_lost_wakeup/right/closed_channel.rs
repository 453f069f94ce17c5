//! right: a channel whose last sender goes, 10 of 10
use racecourse::channel::{self, Receiver, Sender};
use std::sync::Mutex;

pub struct Gate {
    key: Mutex<Option<Sender<()>>>,
    closed: Receiver<()>,
}

impl Gate {
    pub fn new() -> Self {
        let (key, closed) = channel::unbounded();
        Self { key: Mutex::new(Some(key)), closed }
    }

    pub fn open(&self) {
        self.key.lock().take();
    }

    pub fn wait(&self) {
        let _ = self.closed.recv();
    }
}
