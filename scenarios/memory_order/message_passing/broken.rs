//! A writer stores data and raises a flag; a reader sees the flag and still reads the old data.
//!
//! `racecourse check message_passing --variant broken`

use racecourse::Outcome;
use racecourse::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use racecourse::thread;

/// A writer stores data and raises a flag; a reader looks at the flag once, and at the data if the flag is up.
pub fn run() -> Outcome {
    let data = AtomicU32::new(0);
    let flag = AtomicBool::new(false);

    let seen = thread::scope(|scope| {
        scope.spawn_named("writer", || {
            data.store(42, Relaxed);
            flag.store(true, Relaxed); // publish: promises nothing about the data
        });
        let reader = scope.spawn_named("reader", || {
            let published = flag.load(Relaxed);
            published.then(|| data.load(Relaxed))
        });
        reader.join().unwrap()
    });
    match seen {
        Some(data) => Outcome::new(format!("flag=1 data={data}")),
        None => Outcome::new("flag not set"),
    }
}
