use std::sync::Arc;
use std::thread;

use subject::{New, Test};

/// All tests, each with a name.
pub const TESTS: &[Test] = &[("two meet", two_meet)];

fn two_meet(new: New) {
    let rounds = Arc::new(new(2));
    let other = {
        let rounds = Arc::clone(&rounds);
        thread::spawn(move || rounds.meet(|| ()))
    };
    rounds.meet(|| ());
    other.join().unwrap();
}
