//! sound: a channel for each who waits
use racecourse::channel::{self, Sender};
use racecourse::sync::Mutex;

pub struct Rounds {
    n: usize,
    waiting: Mutex<Vec<Sender<()>>>,
}

impl Rounds {
    pub fn new(n: usize) -> Self {
        Self { n, waiting: Mutex::new(Vec::new()) }
    }

    pub fn meet(&self, between: impl FnOnce()) {
        let mut waiting = self.waiting.lock();
        if waiting.len() + 1 == self.n {
            between();
            for other in waiting.drain(..) {
                other.send(()).unwrap();
            }
            return;
        }
        let (sender, receiver) = channel::bounded(1);
        waiting.push(sender);
        drop(waiting);
        receiver.recv().unwrap();
    }
}
