//! The main thread does all pieces itself, one after the other.

use racecourse_labs::lab::WorkerIds;

use super::pieces::work;

/// The result, and where each worker was seen.
pub fn run(_workers: usize, pieces: u64, length: u64) -> (u64, Vec<Vec<WorkerIds>>) {
    let (steps, seen) = work("the main thread", 0, 1, pieces, length);
    (steps, vec![seen])
}
