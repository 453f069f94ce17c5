//! The counter is under a lock from the read to the write.
//!
//! `racecourse check lost_update --variant fixed_lock`

use racecourse::Outcome;
use racecourse::sync::Mutex;
use racecourse::thread;

/// Two workers each add 1 to a counter.
pub fn run() -> Outcome {
    let counter = Mutex::new(0);

    thread::scope(|scope| {
        scope.spawn_named("left", || {
            let mut value = counter.lock(); // held to the end of the block
            *value += 1;
        });
        scope.spawn_named("right", || {
            let mut value = counter.lock(); // held to the end of the block
            *value += 1;
        });
    });
    let counter = *counter.lock();
    Outcome::new(format!("counter={counter}"))
}
