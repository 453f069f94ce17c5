//! One lock for both fields.
//!
//! `racecourse check torn_snapshot --variant fixed_one_lock`

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::sync::Mutex;
use racecourse::thread;

/// A clock moves from 11:59 to 12:00 while somebody looks at it.
pub fn run() -> Outcome {
    let time = Arc::new(Mutex::new((11, 59)));

    let clock = {
        let time = Arc::clone(&time);
        thread::spawn_named("clock", move || {
            let mut time = time.lock();
            time.0 = 12; // nobody can look before both are set
            time.1 = 0;
        })
    };
    let reader = {
        let time = Arc::clone(&time);
        thread::spawn_named("reader", move || {
            let time = time.lock();
            (time.0, time.1)
        })
    };

    clock.join().unwrap();
    let (hour, minute) = reader.join().unwrap();
    Outcome::new(format!("{hour}:{minute:02}"))
}
