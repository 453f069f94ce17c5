//! The threads of a pool are there already, and only have to be woken.

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

use super::remainders::{parts, remainders};

/// A pool of so many threads, of which the calling one is the first.
///
/// If all of them were others, the caller would wake them and go to sleep. It is on its core until it sleeps, so the
/// system often puts those that it wakes on one core together, and some milliseconds pass before one of them moves.
pub fn pool(workers: usize) -> Result<ThreadPool, ThreadPoolBuildError> {
    ThreadPoolBuilder::new().num_threads(workers).use_current_thread().build()
}

/// The sum of the remainders of `number` by all numbers up to it, by threads of `pool`.
pub fn sum(number: u64, workers: usize, pool: &ThreadPool) -> u64 {
    let parts: Vec<_> = parts(number, workers).collect();
    pool.install(|| parts.into_par_iter().map(|part| remainders(number, part)).sum())
}
