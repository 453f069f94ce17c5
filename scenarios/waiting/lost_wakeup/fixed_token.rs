//! Park and unpark: an early signal is kept as a token.
//!
//! `racecourse check lost_wakeup --variant fixed_token`

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::sync::atomic::{AtomicBool, Ordering::SeqCst};
use racecourse::thread;

/// A worker waits until `main` says that it is ready, and tells what it saw last.
pub fn run() -> Outcome {
    let ready = Arc::new(AtomicBool::new(false));

    let worker = {
        let ready = Arc::clone(&ready);
        thread::spawn_named("worker", move || {
            while !ready.load(SeqCst) {
                thread::park(); // sleep: not at all if the token is there already
            }
            ready.load(SeqCst)
        })
    };

    ready.store(true, SeqCst); // change
    worker.thread().unpark();

    let ready = worker.join().unwrap();
    Outcome::new(format!("worker went on with ready={ready}"))
}
