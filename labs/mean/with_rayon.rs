//! The same with a library for parallel loops: it divides the work, and keeps its threads for the next time.

use rayon::prelude::*;

use super::sum::careful_sum;

/// The mean of `numbers`, by so many threads of `pool`.
pub fn mean(numbers: &[f64], pool: &rayon::ThreadPool, workers: usize) -> f64 {
    let size = numbers.len().div_ceil(workers);
    let sums: Vec<f64> = pool.install(|| numbers.par_chunks(size).map(careful_sum).collect());
    careful_sum(&sums) / numbers.len() as f64
}
