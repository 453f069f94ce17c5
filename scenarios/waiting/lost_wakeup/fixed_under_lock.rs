//! The flag is changed under the lock, and the worker waits in a loop.
//!
//! `racecourse check lost_wakeup --variant fixed_under_lock`

use racecourse::Outcome;
use racecourse::sync::{Condvar, Mutex};
use racecourse::thread;

/// A worker waits until `main` says that it is ready, and tells what it saw last.
pub fn run() -> Outcome {
    let ready = Mutex::new(false);
    let changed = Condvar::new();

    let seen = thread::scope(|scope| {
        let worker = scope.spawn_named("worker", || {
            let mut ready = ready.lock();
            changed.wait_while(&mut ready, |ready| !*ready); // sleep: letting go of the lock and sleeping are one step
            *ready
        });

        *ready.lock() = true; // change: under the lock
        changed.notify_one();

        worker.join().unwrap()
    });
    Outcome::new(format!("worker went on with ready={seen}"))
}
