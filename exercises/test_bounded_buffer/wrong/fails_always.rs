//! wrong: right, refuses what is right: panic
use subject::{New, Test};

pub const TESTS: &[Test] = &[("never", |_: New| panic!("it is wrong, surely"))];
