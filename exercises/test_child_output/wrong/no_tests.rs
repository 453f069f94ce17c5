//! wrong: kills, 0 of 8 mutants
use subject::Test;

pub const TESTS: &[Test] = &[];
