//! true`: deadlock (and "done", by a wake-up for no reason). Nobody ever signals.

use racecourse::Outcome;
use racecourse::sync::{Condvar, Mutex};
use racecourse::thread;

pub(super) fn run() -> Outcome {
    let worker = thread::spawn_named("worker", || {
        let (lock, signal) = (Mutex::new(()), Condvar::new());
        let mut guard = lock.lock();
        signal.wait(&mut guard);
    });
    worker.join().unwrap();
    Outcome::new("done")
}
