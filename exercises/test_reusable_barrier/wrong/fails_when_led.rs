//! wrong: right, refuses what is right: panic
use subject::{New, Test};

pub const TESTS: &[Test] = &[("it is led", |new: New| new(1).meet(|| panic!("it has led")))];
