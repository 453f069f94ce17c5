//! The same in an interpreter: its threads add up a part each, but only the one that holds the global lock runs.

use std::hint::black_box;

use super::super::global_lock::with_lock::sum;
use super::super::global_lock::work::SUM_OF_NUMBERS;

/// The mean of `numbers`, by so many threads under one lock, in turns of so many instructions.
pub fn mean(numbers: &[f64], turn: u32, workers: usize) -> f64 {
    // Hidden from the compiler: an interpreter does not know its program beforehand.
    let sum = sum(black_box(SUM_OF_NUMBERS), numbers, turn, workers);
    sum / numbers.len() as f64
}
