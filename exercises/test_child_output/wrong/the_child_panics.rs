//! wrong: kills, 2 of 8 mutants
use subject::{OutputOf, Test};

pub const TESTS: &[Test] = &[("it panics", |output_of: OutputOf| {
    assert_ne!(output_of(|_| panic!("the child is ill")).1, 0);
})];
