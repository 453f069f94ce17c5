//! A writer stores data and raises a flag; a reader sees the flag and still reads the old data.
//!
//! `racecourse check message_passing --variant broken`

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use racecourse::thread;

/// A writer stores data and raises a flag; a reader looks at the flag once, and at the data if the flag is up.
pub fn run() -> Outcome {
    let data = Arc::new(AtomicU32::new(0));
    let flag = Arc::new(AtomicBool::new(false));

    let writer = {
        let (data, flag) = (Arc::clone(&data), Arc::clone(&flag));
        thread::spawn_named("writer", move || {
            data.store(42, Relaxed);
            flag.store(true, Relaxed); // publish: promises nothing about the data
        })
    };
    let reader = {
        let (data, flag) = (Arc::clone(&data), Arc::clone(&flag));
        thread::spawn_named("reader", move || {
            let published = flag.load(Relaxed);
            published.then(|| data.load(Relaxed))
        })
    };

    writer.join().unwrap();
    match reader.join().unwrap() {
        Some(data) => Outcome::new(format!("flag=1 data={data}")),
        None => Outcome::new("flag not set"),
    }
}
