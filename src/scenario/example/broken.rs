//! Two actors each add 1 by reading and then writing, and one addition can vanish.

use racecourse::Outcome;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::thread;

/// A worker and `main` each add 1 to a counter.
pub fn run() -> Outcome {
    let counter = AtomicU32::new(0);
    thread::scope(|scope| {
        scope.spawn_named("worker", || counter.store(counter.load(SeqCst) + 1, SeqCst));
        counter.store(counter.load(SeqCst) + 1, SeqCst);
    });
    Outcome::new(format!("counter={}", counter.load(SeqCst)))
}
