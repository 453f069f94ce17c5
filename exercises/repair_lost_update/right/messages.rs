//! right: additions as messages, and whoever asks adds them up, 10 of 10
use racecourse::channel::{self, Receiver, Sender};
use std::sync::Mutex;

pub struct Counter {
    additions: Sender<u32>,
    total: Mutex<(u32, Receiver<u32>)>,
}

impl Counter {
    pub fn new() -> Self {
        let (additions, receiver) = channel::unbounded();
        Self { additions, total: Mutex::new((0, receiver)) }
    }

    pub fn add(&self, by: u32) {
        self.additions.send(by).unwrap();
    }

    pub fn get(&self) -> u32 {
        let mut total = self.total.lock();
        while let Ok(by) = total.1.try_recv() {
            total.0 += by;
        }
        total.0
    }
}
