//! Threads work side by side, and the program waits for all of them.

use std::thread::scope;

/// What has become of each worker: its result, or why there is none.
pub fn results(work: &[fn() -> u64]) -> Vec<Result<u64, String>> {
    scope(|scope| {
        let workers: Vec<_> = work.iter().map(|work| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().map_err(|_| "a thread panicked".to_owned())).collect()
    })
}
