//! wrong: live, refuses what is right: deadlock
use std::thread;

use subject::{New, Test};

pub const TESTS: &[Test] = &[("again", again)];

fn again(new: New) {
    let place = &new(2);
    thread::scope(|scope| {
        scope.spawn(move || place.meet(|| ()));
        place.meet(|| ());
        place.meet(|| ());
    });
}
