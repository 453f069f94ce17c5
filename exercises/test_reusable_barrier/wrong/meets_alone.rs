//! wrong: live, refuses what is right: deadlock
use subject::{New, Test};

pub const TESTS: &[Test] = &[("one comes", one_comes)];

fn one_comes(new: New) {
    new(2).meet(|| ());
}
