//! The counter is under a lock from the read to the write.
//!
//! `racecourse check lost_update --variant fixed_lock`

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::sync::Mutex;
use racecourse::thread;

/// Two workers each add 1 to a counter.
pub fn run() -> Outcome {
    let counter = Arc::new(Mutex::new(0));

    let left = {
        let counter = Arc::clone(&counter);
        thread::spawn_named("left", move || {
            let mut value = counter.lock(); // held to the end of the block
            *value += 1;
        })
    };
    let right = {
        let counter = Arc::clone(&counter);
        thread::spawn_named("right", move || {
            let mut value = counter.lock(); // held to the end of the block
            *value += 1;
        })
    };

    left.join().unwrap();
    right.join().unwrap();
    let counter = *counter.lock();
    Outcome::new(format!("counter={counter}"))
}
