//! An immutable pair, replaced as a whole.
//!
//! `racecourse check torn_snapshot --variant fixed_swap`

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::sync::Mutex;
use racecourse::thread;

/// A clock moves from 11:59 to 12:00 while somebody looks at it.
pub fn run() -> Outcome {
    let current = Mutex::new(Arc::new((11, 59)));

    let (hour, minute) = thread::scope(|scope| {
        scope.spawn_named("clock", || {
            let next = Arc::new((12, 0)); // made ready where nobody sees it
            *current.lock() = next;
        });
        let reader = scope.spawn_named("reader", || {
            let time = Arc::clone(&current.lock()); // the lock is free again; the time does not change
            (time.0, time.1)
        });
        reader.join().unwrap()
    });
    Outcome::new(format!("{hour}:{minute:02}"))
}
