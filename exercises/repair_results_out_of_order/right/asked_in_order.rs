//! right: each worker is asked for its own
use std::thread;

pub fn parallel_map(inputs: Vec<u32>, work: fn(u32) -> u32) -> Vec<u32> {
    let workers: Vec<_> = inputs.into_iter().map(|input| thread::spawn(move || work(input))).collect();
    workers.into_iter().map(|worker| worker.join().unwrap()).collect()
}
