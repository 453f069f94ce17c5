//! Two fields belong together; a reader sees one of them new and the other old.
//!
//! `racecourse check torn_snapshot --variant broken`

use racecourse::Outcome;
use racecourse::sync::Mutex;
use racecourse::thread;

/// A clock moves from 11:59 to 12:00 while somebody looks at it.
pub fn run() -> Outcome {
    let hours = Mutex::new(11);
    let minutes = Mutex::new(59);

    let (hour, minute) = thread::scope(|scope| {
        scope.spawn_named("clock", || {
            *hours.lock() = 12; // from here on the two do not agree
            *minutes.lock() = 0;
        });
        let reader = scope.spawn_named("reader", || {
            let hour = *hours.lock();
            let minute = *minutes.lock(); // the clock may have moved in between
            (hour, minute)
        });
        reader.join().unwrap()
    });
    Outcome::new(format!("{hour}:{minute:02}"))
}
