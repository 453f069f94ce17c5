//! Park and unpark: an early signal is kept as a token.
//!
//! `racecourse check lost_wakeup --variant fixed_token`

use racecourse::Outcome;
use racecourse::sync::atomic::{AtomicBool, Ordering::SeqCst};
use racecourse::thread;

/// A worker waits until `main` says that it is ready, and tells what it saw last.
pub fn run() -> Outcome {
    let ready = AtomicBool::new(false);

    let seen = thread::scope(|scope| {
        let worker = scope.spawn_named("worker", || {
            while !ready.load(SeqCst) {
                thread::park(); // sleep: not at all if the token is there already
            }
            ready.load(SeqCst)
        });

        ready.store(true, SeqCst); // change
        worker.thread().unpark();

        worker.join().unwrap()
    });
    Outcome::new(format!("worker went on with ready={seen}"))
}
