//! A thread returns its result, and whoever waits for its end is handed it by `join`.

use std::thread::{JoinHandle, spawn};

/// What so many threads hand over when they end.
pub fn results(threads: u64) -> Vec<Option<u64>> {
    let workers: Vec<JoinHandle<u64>> = (1..=threads).map(|number| spawn(move || number * number)).collect();
    workers.into_iter().map(|worker| worker.join().ok()).collect() // the result comes with the end
}
