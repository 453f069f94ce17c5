//! wrong: kills, 2 of 9 mutants
use std::thread;

use subject::{New, Test};

pub const TESTS: &[Test] = &[("three meet", |new| {
    let place = &new(3);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(move || place.meet(|| ()));
        }
    });
})];
