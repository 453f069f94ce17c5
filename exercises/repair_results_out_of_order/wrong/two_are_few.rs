//! wrong: concurrent, work never overlaps work
use std::thread;

/// For two inputs no worker is started.
pub fn parallel_map(inputs: Vec<u32>, work: fn(u32) -> u32) -> Vec<u32> {
    if inputs.len() < 3 {
        return inputs.into_iter().map(work).collect();
    }
    let workers: Vec<_> = inputs.into_iter().map(|input| thread::spawn(move || work(input))).collect();
    workers.into_iter().map(|worker| worker.join().unwrap()).collect()
}
