//! Sequentially consistent accesses throughout.
//!
//! `racecourse check store_buffering --variant fixed_seqcst`

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::thread;

/// Two threads write one variable each, then read the other's.
pub fn run() -> Outcome {
    let x = Arc::new(AtomicU32::new(0));
    let y = Arc::new(AtomicU32::new(0));

    let left = {
        let (x, y) = (Arc::clone(&x), Arc::clone(&y));
        thread::spawn_named("left", move || {
            x.store(1, SeqCst);
            y.load(SeqCst) // read: after the store, in an order that all threads agree on
        })
    };
    let right = {
        let (x, y) = (Arc::clone(&x), Arc::clone(&y));
        thread::spawn_named("right", move || {
            y.store(1, SeqCst);
            x.load(SeqCst)
        })
    };

    let (r1, r2) = (left.join().unwrap(), right.join().unwrap());
    Outcome::new(format!("r1={r1} r2={r2}"))
}
