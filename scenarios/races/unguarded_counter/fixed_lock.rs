//! The same memory, used only under a lock.
//!
//! `racecourse check unguarded_counter --variant fixed_lock`

use racecourse::Outcome;
use racecourse::cell::RacyCell;
use racecourse::sync::Mutex;
use racecourse::thread;

/// Two workers each add 1 to a counter.
pub fn run() -> Outcome {
    let counter = RacyCell::new(0);
    let lock = Mutex::new(());

    thread::scope(|scope| {
        scope.spawn_named("left", || {
            let _guard = lock.lock(); // whoever unlocks comes before whoever locks next
            counter.set(counter.get() + 1);
        });
        scope.spawn_named("right", || {
            let _guard = lock.lock(); // whoever unlocks comes before whoever locks next
            counter.set(counter.get() + 1);
        });
    });
    Outcome::new(format!("counter={}", counter.get()))
}
