//! Two workers each add 1 by reading and then writing; one of the two additions can vanish.
//!
//! `racecourse check lost_update --variant broken`

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
            let value = counter.load(SeqCst); // read
            counter.store(value + 1, SeqCst); // write: may overwrite the other one's
        })
    };
    let right = {
        let counter = Arc::clone(&counter);
        thread::spawn_named("right", move || {
            let value = counter.load(SeqCst); // read
            counter.store(value + 1, SeqCst); // write: may overwrite the other one's
        })
    };

    left.join().unwrap();
    right.join().unwrap();
    Outcome::new(format!("counter={}", counter.load(SeqCst)))
}
