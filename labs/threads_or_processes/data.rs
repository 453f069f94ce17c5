//! Data to load and to work on.

use std::ops::Range;

/// Loads these numbers into memory. They are made up here; a program would read them from a file.
pub fn load(numbers: Range<usize>) -> Vec<f64> {
    numbers.map(|number| (number % 1000) as f64).collect()
}

/// Doubles each number where it stands, and adds them up.
pub fn work(numbers: &mut [f64]) -> f64 {
    numbers.iter_mut().for_each(|number| *number *= 2.0);
    numbers.iter().sum()
}
