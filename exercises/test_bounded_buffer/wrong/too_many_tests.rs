//! wrong: builds, more than 12 tests
use subject::{New, Test};

pub const TESTS: &[Test] = &[("again", again as fn(New)); 13];

fn again(new: New) {
    drop(new(1));
}
