//! An immutable pair, replaced as a whole.
//!
//! `racecourse check torn_snapshot --variant fixed_swap`

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::sync::Mutex;
use racecourse::thread;

/// A clock moves from 11:59 to 12:00 while somebody looks at it.
pub fn run() -> Outcome {
    let current = Arc::new(Mutex::new(Arc::new((11, 59))));

    let clock = {
        let current = Arc::clone(&current);
        thread::spawn_named("clock", move || {
            let next = Arc::new((12, 0)); // made ready where nobody sees it
            *current.lock() = next;
        })
    };
    let reader = {
        let current = Arc::clone(&current);
        thread::spawn_named("reader", move || {
            let time = Arc::clone(&current.lock()); // the lock is free again; the time does not change
            (time.0, time.1)
        })
    };

    clock.join().unwrap();
    let (hour, minute) = reader.join().unwrap();
    Outcome::new(format!("{hour}:{minute:02}"))
}
