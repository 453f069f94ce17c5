//! The same memory, used only under a lock.
//!
//! `racecourse check unguarded_counter --variant fixed_lock`

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::cell::RacyCell;
use racecourse::sync::Mutex;
use racecourse::thread;

/// Two workers each add 1 to a counter.
pub fn run() -> Outcome {
    let counter = Arc::new(RacyCell::new(0));
    let lock = Arc::new(Mutex::new(()));

    let left = {
        let (counter, lock) = (Arc::clone(&counter), Arc::clone(&lock));
        thread::spawn_named("left", move || {
            let _guard = lock.lock(); // whoever unlocks comes before whoever locks next
            counter.set(counter.get() + 1);
        })
    };
    let right = {
        let (counter, lock) = (Arc::clone(&counter), Arc::clone(&lock));
        thread::spawn_named("right", move || {
            let _guard = lock.lock(); // whoever unlocks comes before whoever locks next
            counter.set(counter.get() + 1);
        })
    };

    left.join().unwrap();
    right.join().unwrap();
    Outcome::new(format!("counter={}", counter.get()))
}
