//! wrong: builds, E0308
use subject::{OutputOf, Test};

pub const TESTS: &[Test] = &[("any code", any_code)];

fn any_code(output_of: OutputOf) {
    for code in 0..3 {
        assert_eq!(output_of(|_| code).1, code);
    }
}
