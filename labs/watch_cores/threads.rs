//! Several threads of one process do a share of the pieces each.

use std::thread::scope;

use racecourse_labs::lab::WorkerIds;

use super::pieces::work;

/// The result, and where each worker was seen.
pub fn run(workers: usize, pieces: u64, length: u64) -> (u64, Vec<Vec<WorkerIds>>) {
    let done: Vec<_> = scope(|scope| {
        let start = |first| scope.spawn(move || work(&format!("thread {}", first + 1), first, workers, pieces, length));
        let threads: Vec<_> = (0..workers as u64).map(start).collect();
        threads.into_iter().map(|thread| thread.join().expect("a worker does not panic")).collect()
    });
    let (steps, seen): (Vec<u64>, Vec<_>) = done.into_iter().unzip();
    (steps.iter().sum(), seen)
}
