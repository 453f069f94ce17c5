//! Two fields belong together; a reader sees one of them new and the other old.
//!
//! `racecourse check torn_snapshot --variant broken`

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::sync::Mutex;
use racecourse::thread;

/// A clock moves from 11:59 to 12:00 while somebody looks at it.
pub fn run() -> Outcome {
    let hours = Arc::new(Mutex::new(11));
    let minutes = Arc::new(Mutex::new(59));

    let clock = {
        let (hours, minutes) = (Arc::clone(&hours), Arc::clone(&minutes));
        thread::spawn_named("clock", move || {
            *hours.lock() = 12; // from here on the two do not agree
            *minutes.lock() = 0;
        })
    };
    let reader = {
        let (hours, minutes) = (Arc::clone(&hours), Arc::clone(&minutes));
        thread::spawn_named("reader", move || {
            let hour = *hours.lock();
            let minute = *minutes.lock(); // the clock may have moved in between
            (hour, minute)
        })
    };

    clock.join().unwrap();
    let (hour, minute) = reader.join().unwrap();
    Outcome::new(format!("{hour}:{minute:02}"))
}
