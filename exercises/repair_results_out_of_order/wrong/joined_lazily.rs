//! wrong: concurrent, first never overlaps second
use std::thread;

pub fn parallel_map(inputs: Vec<u32>, work: fn(u32) -> u32) -> Vec<u32> {
    // An iterator does nothing before it is asked: each worker is started when the one before it has ended.
    let workers = inputs.into_iter().map(|input| thread::spawn(move || work(input)));
    workers.map(|worker| worker.join().unwrap()).collect()
}
