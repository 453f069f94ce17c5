//! wrong: builds, E0432
use subject::mutant_a_stack::Buffer;
use subject::{New, Test};

pub const TESTS: &[Test] = &[("is it the stack", |new: New| drop(new(1)))];

pub fn other() -> Buffer<u32> {
    Buffer::new(1)
}
