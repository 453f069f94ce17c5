//! A worker looks at a flag and goes to sleep; the signal comes in between and wakes nobody.
//!
//! `racecourse check lost_wakeup --variant broken`

use racecourse::Outcome;
use racecourse::sync::atomic::{AtomicBool, Ordering::SeqCst};
use racecourse::sync::{Condvar, Mutex};
use racecourse::thread;

/// A worker waits until `main` says that it is ready, and tells what it saw last.
pub fn run() -> Outcome {
    let ready = AtomicBool::new(false);
    let lock = Mutex::new(());
    let changed = Condvar::new();

    let seen = thread::scope(|scope| {
        let worker = scope.spawn_named("worker", || {
            let mut guard = lock.lock();
            while !ready.load(SeqCst) {
                changed.wait(&mut guard); // sleep: the signal may be over by now
            }
            ready.load(SeqCst)
        });

        ready.store(true, SeqCst); // change: without the lock
        changed.notify_one();

        worker.join().unwrap()
    });
    Outcome::new(format!("worker went on with ready={seen}"))
}
