//! Processes work side by side, and the program waits for all of them.

use racecourse_labs::lab::fork;

/// What has become of each worker: its result, or why there is none.
pub fn results(work: &[fn() -> u64]) -> Vec<Result<u64, String>> {
    let name = |at: usize| format!("worker {}", at + 1);
    let workers: Vec<_> = work.iter().enumerate().map(|(at, work)| fork(&name(at), work)).collect();
    workers.into_iter().map(|worker| worker.join().map_err(|lost| lost.to_string())).collect()
}
