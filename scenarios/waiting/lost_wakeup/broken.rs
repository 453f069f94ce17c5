//! A worker looks at a flag and goes to sleep; the signal comes in between and wakes nobody.
//!
//! `racecourse check lost_wakeup --variant broken`

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::sync::atomic::{AtomicBool, Ordering::SeqCst};
use racecourse::sync::{Condvar, Mutex};
use racecourse::thread;

/// A worker waits until `main` says that it is ready, and tells what it saw last.
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
            ready.load(SeqCst)
        })
    };

    ready.store(true, SeqCst); // change: without the lock
    changed.notify_one();

    let ready = worker.join().unwrap();
    Outcome::new(format!("worker went on with ready={ready}"))
}
