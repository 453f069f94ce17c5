//! wrong: live, deadlock
use racecourse::channel::{self, Receiver, Sender};
use std::sync::Mutex;

pub struct Queue<J> {
    sender: Mutex<Option<Sender<J>>>,
    receiver: Mutex<Receiver<J>>,
}

impl<J> Queue<J> {
    pub fn new() -> Self {
        let (sender, receiver) = channel::unbounded();
        Self { sender: Mutex::new(Some(sender)), receiver: Mutex::new(receiver) }
    }

    pub fn push(&self, job: J) -> Result<(), J> {
        match &*self.sender.lock() {
            Some(sender) => sender.send(job).map_err(|back| back.0),
            None => Err(job),
        }
    }

    pub fn work(&self, mut does: impl FnMut(J)) {
        loop {
            // The guard lives as long as the match.
            match self.receiver.lock().recv() {
                Ok(job) => does(job),
                Err(_) => return,
            }
        }
    }

    pub fn shut(&self) {
        self.sender.lock().take();
    }
}
