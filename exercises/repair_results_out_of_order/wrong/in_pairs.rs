//! wrong: concurrent, second never overlaps third
use std::thread;

/// Two at a time, and the next two when both have ended.
pub fn parallel_map(inputs: Vec<u32>, work: fn(u32) -> u32) -> Vec<u32> {
    let mut all = Vec::new();
    for pair in inputs.chunks(2) {
        let workers: Vec<_> = pair.iter().map(|input| *input).map(|input| thread::spawn(move || work(input))).collect();
        all.extend(workers.into_iter().map(|worker| worker.join().unwrap()));
    }
    all
}
