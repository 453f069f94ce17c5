//! The signal is a token that stays until it is used, so it does not matter whether it comes before the wait.
//!
//! `racecourse check lost_wakeup --variant fixed_token`

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::sync::atomic::{AtomicBool, Ordering::SeqCst};
use racecourse::thread;

/// A worker waits until `main` says that it is ready.
pub fn run() -> Outcome {
    let ready = Arc::new(AtomicBool::new(false));

    let worker = {
        let ready = Arc::clone(&ready);
        thread::spawn_named("worker", move || {
            while !ready.load(SeqCst) {
                thread::park(); // sleep: not at all if the token is there already
            }
        })
    };

    ready.store(true, SeqCst); // change
    worker.thread().unpark();

    worker.join().unwrap();
    Outcome::new("worker woke up")
}
