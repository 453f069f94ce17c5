//! Several processes do a share of the pieces each.

use racecourse_labs::lab::{WorkerIds, fork};

use super::pieces::work;

/// The result, and where each worker was seen.
pub fn run(workers: usize, pieces: u64, length: u64) -> (u64, Vec<Vec<WorkerIds>>) {
    let start = |first| fork("worker", move || work(&format!("process {}", first + 1), first, workers, pieces, length));
    let children: Vec<_> = (0..workers as u64).map(start).collect();
    let end = |child: racecourse_labs::lab::Forked<_>| child.join().expect("a worker comes to its end");
    let done = children.into_iter().map(end);
    let (steps, seen): (Vec<u64>, Vec<_>) = done.unzip();
    (steps.iter().sum(), seen)
}
