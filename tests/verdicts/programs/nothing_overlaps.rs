//! Each is started when the one before has been joined: an iterator does nothing until it is asked.

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::thread;

pub(super) fn run() -> Outcome {
    let counter = Arc::new(AtomicU32::new(0));
    (0..2)
        .map(|_| {
            let counter = Arc::clone(&counter);
            thread::spawn(move || counter.store(counter.load(SeqCst) + 1, SeqCst))
        })
        .for_each(|it| it.join().unwrap());
    Outcome::new(counter.load(SeqCst))
}
