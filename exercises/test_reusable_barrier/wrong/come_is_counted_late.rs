//! wrong: right, refuses what is right: data race
use std::sync::Arc;
use std::thread;

use racecourse::cell::RacyCell;
use subject::{New, Test};

pub const TESTS: &[Test] = &[("plain memory", plain_memory)];

// What is written behind the meeting is ordered by the next one, and there is none.
fn plain_memory(new: New) {
    let shared = Arc::new((new(2), RacyCell::new(0)));
    let other = {
        let shared = Arc::clone(&shared);
        thread::spawn(move || {
            shared.0.meet(|| ());
            shared.1.set(1);
        })
    };
    shared.0.meet(|| ());
    shared.1.set(2);
    other.join().unwrap();
}
