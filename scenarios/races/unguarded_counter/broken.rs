//! Two workers add to plain memory that nothing guards: the language gives such a program no meaning.
//!
//! `racecourse check unguarded_counter --variant broken`

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::cell::RacyCell;
use racecourse::thread;

/// Two workers each add 1 to a counter.
pub fn run() -> Outcome {
    let counter = Arc::new(RacyCell::new(0));

    let left = {
        let counter = Arc::clone(&counter);
        thread::spawn_named("left", move || {
            counter.set(counter.get() + 1); // nothing orders this before or after the other one
        })
    };
    let right = {
        let counter = Arc::clone(&counter);
        thread::spawn_named("right", move || {
            counter.set(counter.get() + 1); // nothing orders this before or after the other one
        })
    };

    left.join().unwrap();
    right.join().unwrap();
    Outcome::new(format!("counter={}", counter.get()))
}
