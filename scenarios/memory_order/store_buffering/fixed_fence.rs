//! A sequentially consistent fence between write and read, in both threads.
//!
//! `racecourse check store_buffering --variant fixed_fence`

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::sync::atomic::{
    AtomicU32,
    Ordering::{Relaxed, SeqCst},
    fence,
};
use racecourse::thread;

/// Two threads write one variable each, then read the other's.
pub fn run() -> Outcome {
    let x = Arc::new(AtomicU32::new(0));
    let y = Arc::new(AtomicU32::new(0));

    let left = {
        let (x, y) = (Arc::clone(&x), Arc::clone(&y));
        thread::spawn_named("left", move || {
            x.store(1, Relaxed);
            fence(SeqCst); // fence: one of the two comes first, and the other thread sees what was before it
            y.load(Relaxed)
        })
    };
    let right = {
        let (x, y) = (Arc::clone(&x), Arc::clone(&y));
        thread::spawn_named("right", move || {
            y.store(1, Relaxed);
            fence(SeqCst);
            x.load(Relaxed)
        })
    };

    let (r1, r2) = (left.join().unwrap(), right.join().unwrap());
    Outcome::new(format!("r1={r1} r2={r2}"))
}
