//! wrong: kills, 0 of 9 mutants
use std::any;
use std::mem;

use subject::{New, Test};

pub const TESTS: &[Test] = &[("what is it", what_is_it)];

// All are alike from outside: there is nothing to look at but what they do.
fn what_is_it(new: New) {
    let buffer = new(1);
    assert_eq!(mem::size_of_val(&buffer), 2 * mem::size_of::<usize>());
    assert!(!any::type_name_of_val(&buffer).contains("mutant"));
    buffer.push(1);
    buffer.pop();
}
