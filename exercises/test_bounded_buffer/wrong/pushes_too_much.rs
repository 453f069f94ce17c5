//! wrong: live, refuses what is right: deadlock
use subject::{New, Test};

pub const TESTS: &[Test] = &[("it is full", it_is_full)];

// Nobody takes anything out, so it is right that this waits for ever.
fn it_is_full(new: New) {
    let buffer = new(1);
    buffer.push(1);
    buffer.push(2);
}
