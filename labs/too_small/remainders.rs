//! The work: what is left over when a number is divided by all smaller ones, added up.

use std::ops::Range;

/// The sum of the remainders of `number` by the divisors in a range.
pub fn remainders(number: u64, divisors: Range<u64>) -> u64 {
    divisors.map(|divisor| number % divisor).sum()
}

/// The divisors from 1 to `number`, in so many parts.
pub fn parts(number: u64, workers: usize) -> impl Iterator<Item = Range<u64>> {
    let workers = workers as u64;
    let bound = move |at: u64| 1 + number / workers * at + (number % workers).min(at);
    (0..workers).map(move |at| bound(at)..bound(at + 1))
}
