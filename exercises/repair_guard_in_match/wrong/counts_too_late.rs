//! wrong: right, too many wait
use racecourse::channel::{self, Receiver, Sender};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

pub struct Jobs<T> {
    put: Sender<T>,
    take: Receiver<T>,
    waiting: AtomicUsize,
}

impl<T> Jobs<T> {
    pub fn new(jobs: Vec<T>) -> Self {
        let (put, take) = channel::unbounded();
        let waiting = AtomicUsize::new(jobs.len());
        for job in jobs {
            assert!(put.send(job).is_ok(), "the receiver is here");
        }
        Self { put, take, waiting }
    }

    pub fn work(&self, step: impl FnOnce(T) -> Option<T>) -> bool {
        let Ok(job) = self.take.try_recv() else { return false };
        if let Some(rest) = step(job) {
            self.waiting.fetch_add(1, SeqCst);
            assert!(self.put.send(rest).is_ok(), "the receiver is here");
        }
        self.waiting.fetch_sub(1, SeqCst);
        true
    }

    pub fn waiting(&self) -> usize {
        self.waiting.load(SeqCst)
    }
}
