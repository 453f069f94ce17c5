//! One lock for both fields.
//!
//! `racecourse check torn_snapshot --variant fixed_one_lock`

use racecourse::Outcome;
use racecourse::sync::Mutex;
use racecourse::thread;

/// A clock moves from 11:59 to 12:00 while somebody looks at it.
pub fn run() -> Outcome {
    let time = Mutex::new((11, 59));

    let (hour, minute) = thread::scope(|scope| {
        scope.spawn_named("clock", || {
            let mut time = time.lock();
            time.0 = 12; // nobody can look before both are set
            time.1 = 0;
        });
        let reader = scope.spawn_named("reader", || {
            let time = time.lock();
            (time.0, time.1)
        });
        reader.join().unwrap()
    });
    Outcome::new(format!("{hour}:{minute:02}"))
}
