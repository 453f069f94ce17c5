//! Sequentially consistent accesses throughout.
//!
//! `racecourse check store_buffering --variant fixed_seqcst`

use racecourse::Outcome;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::thread;

/// Two threads write one variable each, then read the other's.
pub fn run() -> Outcome {
    let x = AtomicU32::new(0);
    let y = AtomicU32::new(0);

    let (r1, r2) = thread::scope(|scope| {
        let left = scope.spawn_named("left", || {
            x.store(1, SeqCst);
            y.load(SeqCst) // read: after the store, in an order that all threads agree on
        });
        let right = scope.spawn_named("right", || {
            y.store(1, SeqCst);
            x.load(SeqCst)
        });
        (left.join().unwrap(), right.join().unwrap())
    });
    Outcome::new(format!("r1={r1} r2={r2}"))
}
