//! wrong: builds, api
use subject::New;

pub const TESTS: &[fn(New)] = &[|new| drop(new(1))];
