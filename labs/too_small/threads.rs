//! Threads are started for the work, and end with it.

use std::thread::scope;

use super::remainders::{parts, remainders};

/// The sum of the remainders of `number` by all numbers up to it.
pub fn sum(number: u64, workers: usize) -> u64 {
    scope(|scope| {
        let start = |part| scope.spawn(move || remainders(number, part));
        let threads: Vec<_> = parts(number, workers).map(start).collect();
        threads.into_iter().map(|thread| thread.join().expect("an adder does not panic")).sum()
    })
}
