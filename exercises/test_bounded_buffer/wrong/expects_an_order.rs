//! wrong: right, refuses what is right: panic
use std::thread;

use subject::{New, Test};

pub const TESTS: &[Test] = &[("two producers", two_producers)];

// Which of them comes first nobody has promised.
fn two_producers(new: New) {
    let buffer = &new(2);
    thread::scope(|scope| {
        scope.spawn(move || buffer.push(1));
        scope.spawn(move || buffer.push(2));
        assert_eq!((buffer.pop(), buffer.pop()), (1, 2));
    });
}
