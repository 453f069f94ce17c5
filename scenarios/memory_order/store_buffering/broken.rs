//! Two threads each write one variable and read the other; both reads can miss both writes.
//!
//! `racecourse check store_buffering --variant broken`

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::sync::atomic::{AtomicU32, Ordering::Relaxed};
use racecourse::thread;

/// Two threads write one variable each, then read the other's.
pub fn run() -> Outcome {
    let x = Arc::new(AtomicU32::new(0));
    let y = Arc::new(AtomicU32::new(0));

    let left = {
        let (x, y) = (Arc::clone(&x), Arc::clone(&y));
        thread::spawn_named("left", move || {
            x.store(1, Relaxed);
            y.load(Relaxed) // read: may be served before the store above is seen by others
        })
    };
    let right = {
        let (x, y) = (Arc::clone(&x), Arc::clone(&y));
        thread::spawn_named("right", move || {
            y.store(1, Relaxed);
            x.load(Relaxed)
        })
    };

    let (r1, r2) = (left.join().unwrap(), right.join().unwrap());
    Outcome::new(format!("r1={r1} r2={r2}"))
}
