//! An atomic instead of plain memory.
//!
//! `racecourse check unguarded_counter --variant fixed_atomic`

use racecourse::Outcome;
use racecourse::sync::atomic::{AtomicU32, Ordering::Relaxed};
use racecourse::thread;

/// Two workers each add 1 to a counter.
pub fn run() -> Outcome {
    let counter = AtomicU32::new(0);

    thread::scope(|scope| {
        scope.spawn_named("left", || {
            counter.fetch_add(1, Relaxed); // whole, whatever the others do
        });
        scope.spawn_named("right", || {
            counter.fetch_add(1, Relaxed); // whole, whatever the others do
        });
    });
    Outcome::new(format!("counter={}", counter.load(Relaxed)))
}
