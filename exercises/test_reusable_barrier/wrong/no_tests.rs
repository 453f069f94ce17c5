//! wrong: kills, 0 of 9 mutants
use subject::Test;

pub const TESTS: &[Test] = &[];
