//! An atomic instead of plain memory.
//!
//! `racecourse check unguarded_counter --variant fixed_atomic`

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::sync::atomic::{AtomicU32, Ordering::Relaxed};
use racecourse::thread;

/// Two workers each add 1 to a counter.
pub fn run() -> Outcome {
    let counter = Arc::new(AtomicU32::new(0));

    let left = {
        let counter = Arc::clone(&counter);
        thread::spawn_named("left", move || {
            counter.fetch_add(1, Relaxed); // whole, whatever the others do
        })
    };
    let right = {
        let counter = Arc::clone(&counter);
        thread::spawn_named("right", move || {
            counter.fetch_add(1, Relaxed); // whole, whatever the others do
        })
    };

    left.join().unwrap();
    right.join().unwrap();
    Outcome::new(format!("counter={}", counter.load(Relaxed)))
}
