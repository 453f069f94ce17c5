//! Two workers each add 1 by reading and then writing; one of the two additions can vanish.
//!
//! `racecourse check lost_update --variant broken`

use racecourse::Outcome;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::thread;

/// Two workers each add 1 to a counter.
pub fn run() -> Outcome {
    let counter = AtomicU32::new(0);

    thread::scope(|scope| {
        scope.spawn_named("left", || {
            let value = counter.load(SeqCst); // read
            counter.store(value + 1, SeqCst); // write: may overwrite the other one's
        });
        scope.spawn_named("right", || {
            let value = counter.load(SeqCst); // read
            counter.store(value + 1, SeqCst); // write: may overwrite the other one's
        });
    });
    Outcome::new(format!("counter={}", counter.load(SeqCst)))
}
