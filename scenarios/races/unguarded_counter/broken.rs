//! Two workers add to plain memory that nothing guards: the language gives such a program no meaning.
//!
//! `racecourse check unguarded_counter --variant broken`

use racecourse::Outcome;
use racecourse::cell::RacyCell;
use racecourse::thread;

/// Two workers each add 1 to a counter.
pub fn run() -> Outcome {
    let counter = RacyCell::new(0);

    thread::scope(|scope| {
        scope.spawn_named("left", || {
            counter.set(counter.get() + 1); // nothing orders this before or after the other one
        });
        scope.spawn_named("right", || {
            counter.set(counter.get() + 1); // nothing orders this before or after the other one
        });
    });
    Outcome::new(format!("counter={}", counter.get()))
}
