//! The flag is stored with Release and loaded with Acquire.
//!
//! `racecourse check message_passing --variant fixed_release_acquire`

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::sync::atomic::{
    AtomicBool, AtomicU32,
    Ordering::{Acquire, Relaxed, Release},
};
use racecourse::thread;

/// A writer stores data and raises a flag; a reader looks at the flag once, and at the data if the flag is up.
pub fn run() -> Outcome {
    let data = Arc::new(AtomicU32::new(0));
    let flag = Arc::new(AtomicBool::new(false));

    let writer = {
        let (data, flag) = (Arc::clone(&data), Arc::clone(&flag));
        thread::spawn_named("writer", move || {
            data.store(42, Relaxed);
            flag.store(true, Release); // publish: everything before comes along
        })
    };
    let reader = {
        let (data, flag) = (Arc::clone(&data), Arc::clone(&flag));
        thread::spawn_named("reader", move || {
            let published = flag.load(Acquire);
            published.then(|| data.load(Relaxed))
        })
    };

    writer.join().unwrap();
    match reader.join().unwrap() {
        Some(data) => Outcome::new(format!("flag=1 data={data}")),
        None => Outcome::new("flag not set"),
    }
}
