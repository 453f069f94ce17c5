//! wrong: live, deadlock
use racecourse::channel::{self, Receiver, Sender};
use std::sync::Mutex;

pub struct Queue<J> {
    sender: Mutex<Option<Sender<J>>>,
    is_shut: Mutex<bool>,
    receiver: Mutex<Receiver<J>>,
}

impl<J> Queue<J> {
    pub fn new() -> Self {
        let (sender, receiver) = channel::unbounded();
        Self { sender: Mutex::new(Some(sender)), receiver: Mutex::new(receiver), is_shut: Mutex::new(false) }
    }

    pub fn push(&self, job: J) -> Result<(), J> {
        match &*self.sender.lock() {
            Some(_) if *self.is_shut.lock() => Err(job),
            Some(sender) => sender.send(job).map_err(|back| back.0),
            None => Err(job),
        }
    }

    pub fn work(&self, mut does: impl FnMut(J)) {
        loop {
            // One waits for the channel, and the others for that one. No lock is held while the job is done.
            let next = self.receiver.lock().recv();
            match next {
                Ok(job) => does(job),
                Err(_) => return,
            }
        }
    }

    pub fn shut(&self) {
        // As long as there is a sender, the workers wait for more.
        *self.is_shut.lock() = true;
    }
}
