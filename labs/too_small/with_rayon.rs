//! The threads of a pool are there already, and only have to be woken.

use rayon::prelude::*;

use super::remainders::{parts, remainders};

/// The sum of the remainders of `number` by all numbers up to it, by threads of `pool`.
pub fn sum(number: u64, workers: usize, pool: &rayon::ThreadPool) -> u64 {
    let parts: Vec<_> = parts(number, workers).collect();
    pool.install(|| parts.into_par_iter().map(|part| remainders(number, part)).sum())
}
