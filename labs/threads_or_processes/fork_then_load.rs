//! Forks, then loads: each worker has only its part of the data in its memory.

use racecourse_labs::lab::fork;

use super::data::{load, work};

/// What each of so many workers makes of its part of `count` numbers.
pub fn totals(count: usize, workers: usize) -> Vec<f64> {
    let size = count.div_ceil(workers);
    let part = |at| at..count.min(at + size);
    let start = |at| fork("worker", move || work(&mut load(part(at))));
    let workers: Vec<_> = (0..count).step_by(size).map(start).collect();
    workers.into_iter().map(|worker| worker.join().expect("it only computes")).collect()
}
