//! The flag is changed under the lock, and the worker waits in a loop.
//!
//! `racecourse check lost_wakeup --variant fixed_under_lock`

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::sync::{Condvar, Mutex};
use racecourse::thread;

/// A worker waits until `main` says that it is ready, and tells what it saw last.
pub fn run() -> Outcome {
    let ready = Arc::new(Mutex::new(false));
    let changed = Arc::new(Condvar::new());

    let worker = {
        let (ready, changed) = (Arc::clone(&ready), Arc::clone(&changed));
        thread::spawn_named("worker", move || {
            let mut ready = ready.lock();
            changed.wait_while(&mut ready, |ready| !*ready); // sleep: letting go of the lock and sleeping are one step
            *ready
        })
    };

    *ready.lock() = true; // change: under the lock
    changed.notify_one();

    let ready = worker.join().unwrap();
    Outcome::new(format!("worker went on with ready={ready}"))
}
