//! One atomic read-modify-write instead of a read and a write.
//!
//! `racecourse check lost_update --variant fixed_rmw`

use racecourse::Outcome;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::thread;

/// Two workers each add 1 to a counter.
pub fn run() -> Outcome {
    let counter = AtomicU32::new(0);

    thread::scope(|scope| {
        scope.spawn_named("left", || {
            counter.fetch_add(1, SeqCst); // read and write in one
        });
        scope.spawn_named("right", || {
            counter.fetch_add(1, SeqCst); // read and write in one
        });
    });
    Outcome::new(format!("counter={}", counter.load(SeqCst)))
}
