//! The signal falls between the worker's look at the flag and its wait, and the worker sleeps for ever.
//!
//! `racecourse check lost_wakeup --variant broken`

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::sync::atomic::{AtomicBool, Ordering::SeqCst};
use racecourse::sync::{Condvar, Mutex};
use racecourse::thread;

/// A worker waits until `main` says that it is ready.
pub fn run() -> Outcome {
    let ready = Arc::new(AtomicBool::new(false));
    let lock = Arc::new(Mutex::new(()));
    let changed = Arc::new(Condvar::new());

    let worker = {
        let (ready, lock, changed) = (Arc::clone(&ready), Arc::clone(&lock), Arc::clone(&changed));
        thread::spawn_named("worker", move || {
            let mut guard = lock.lock();
            while !ready.load(SeqCst) {
                changed.wait(&mut guard); // sleep: the signal may be over by now
            }
        })
    };

    ready.store(true, SeqCst); // change: without the lock
    changed.notify_one();

    worker.join().unwrap();
    Outcome::new("worker woke up")
}
