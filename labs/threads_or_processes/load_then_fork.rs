//! Loads everything, then forks: each worker has all of the data in its memory, and uses a part of it.

use racecourse_labs::lab::fork;

use super::data::{load, work};

/// What each of so many workers makes of its part of `count` numbers.
pub fn totals(count: usize, workers: usize) -> Vec<f64> {
    let size = count.div_ceil(workers);
    let mut all = load(0..count);
    let start = |part| fork("worker", || work(part));
    let workers: Vec<_> = all.chunks_mut(size).map(start).collect();
    workers.into_iter().map(|worker| worker.join().expect("it only computes")).collect()
}
