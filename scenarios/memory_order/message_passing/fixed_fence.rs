//! A release fence before raising the flag, an acquire fence after seeing it.
//!
//! `racecourse check message_passing --variant fixed_fence`

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::sync::atomic::{
    AtomicBool, AtomicU32,
    Ordering::{Acquire, Relaxed, Release},
    fence,
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
            fence(Release); // publish: everything before comes along with the store below
            flag.store(true, Relaxed);
        })
    };
    let reader = {
        let (data, flag) = (Arc::clone(&data), Arc::clone(&flag));
        thread::spawn_named("reader", move || {
            let published = flag.load(Relaxed);
            fence(Acquire);
            published.then(|| data.load(Relaxed))
        })
    };

    writer.join().unwrap();
    match reader.join().unwrap() {
        Some(data) => Outcome::new(format!("flag=1 data={data}")),
        None => Outcome::new("flag not set"),
    }
}
