//! A sequentially consistent fence between write and read, in both threads.
//!
//! `racecourse check store_buffering --variant fixed_fence`

use racecourse::Outcome;
use racecourse::sync::atomic::{
    AtomicU32,
    Ordering::{Relaxed, SeqCst},
    fence,
};
use racecourse::thread;

/// Two threads write one variable each, then read the other's.
pub fn run() -> Outcome {
    let x = AtomicU32::new(0);
    let y = AtomicU32::new(0);

    let (r1, r2) = thread::scope(|scope| {
        let left = scope.spawn_named("left", || {
            x.store(1, Relaxed);
            fence(SeqCst); // fence: one of the two comes first, and the other thread sees what was before it
            y.load(Relaxed)
        });
        let right = scope.spawn_named("right", || {
            y.store(1, Relaxed);
            fence(SeqCst);
            x.load(Relaxed)
        });
        (left.join().unwrap(), right.join().unwrap())
    });
    Outcome::new(format!("r1={r1} r2={r2}"))
}
