//! Two threads each write one variable and read the other; both reads can miss both writes.
//!
//! `racecourse check store_buffering --variant broken`

use racecourse::Outcome;
use racecourse::sync::atomic::{AtomicU32, Ordering::Relaxed};
use racecourse::thread;

/// Two threads write one variable each, then read the other's.
pub fn run() -> Outcome {
    let x = AtomicU32::new(0);
    let y = AtomicU32::new(0);

    let (r1, r2) = thread::scope(|scope| {
        let left = scope.spawn_named("left", || {
            x.store(1, Relaxed);
            y.load(Relaxed) // read: may be served before the store above is seen by others
        });
        let right = scope.spawn_named("right", || {
            y.store(1, Relaxed);
            x.load(Relaxed)
        });
        (left.join().unwrap(), right.join().unwrap())
    });
    Outcome::new(format!("r1={r1} r2={r2}"))
}
