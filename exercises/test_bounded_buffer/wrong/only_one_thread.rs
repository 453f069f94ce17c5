//! wrong: kills, 1 of 9 mutants
use subject::{New, Test};

pub const TESTS: &[Test] = &[("in order", in_order)];

fn in_order(new: New) {
    let buffer = new(3);
    for item in [4, 5, 6] {
        buffer.push(item);
    }
    assert_eq!([buffer.pop(), buffer.pop(), buffer.pop()], [4, 5, 6]);
}
