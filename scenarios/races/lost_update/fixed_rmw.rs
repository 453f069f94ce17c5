//! One atomic read-modify-write instead of a read and a write.
//!
//! `racecourse check lost_update --variant fixed_rmw`

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::thread;

/// Two workers each add 1 to a counter.
pub fn run() -> Outcome {
    let counter = Arc::new(AtomicU32::new(0));

    let left = {
        let counter = Arc::clone(&counter);
        thread::spawn_named("left", move || {
            counter.fetch_add(1, SeqCst); // read and write in one
        })
    };
    let right = {
        let counter = Arc::clone(&counter);
        thread::spawn_named("right", move || {
            counter.fetch_add(1, SeqCst); // read and write in one
        })
    };

    left.join().unwrap();
    right.join().unwrap();
    Outcome::new(format!("counter={}", counter.load(SeqCst)))
}
