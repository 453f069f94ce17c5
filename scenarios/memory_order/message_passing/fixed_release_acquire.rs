//! The flag is stored with Release and loaded with Acquire.
//!
//! `racecourse check message_passing --variant fixed_release_acquire`

use racecourse::Outcome;
use racecourse::sync::atomic::{
    AtomicBool, AtomicU32,
    Ordering::{Acquire, Relaxed, Release},
};
use racecourse::thread;

/// A writer stores data and raises a flag; a reader looks at the flag once, and at the data if the flag is up.
pub fn run() -> Outcome {
    let data = AtomicU32::new(0);
    let flag = AtomicBool::new(false);

    let seen = thread::scope(|scope| {
        scope.spawn_named("writer", || {
            data.store(42, Relaxed);
            flag.store(true, Release); // publish: everything before comes along
        });
        let reader = scope.spawn_named("reader", || {
            let published = flag.load(Acquire);
            published.then(|| data.load(Relaxed))
        });
        reader.join().unwrap()
    });
    match seen {
        Some(data) => Outcome::new(format!("flag=1 data={data}")),
        None => Outcome::new("flag not set"),
    }
}
