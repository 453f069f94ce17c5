//! Several threads add up a part each and return their sums; the parent adds those up and divides.

use std::thread::scope;

use super::sum::careful_sum;

/// The mean of `numbers`, by so many threads.
pub fn mean(numbers: &[f64], workers: usize) -> f64 {
    let parts = numbers.chunks(numbers.len().div_ceil(workers));
    let sums: Vec<f64> = scope(|scope| {
        let threads: Vec<_> = parts.map(|part| scope.spawn(|| careful_sum(part))).collect();
        threads.into_iter().map(|thread| thread.join().expect("an adder does not panic")).collect()
    });
    careful_sum(&sums) / numbers.len() as f64
}
