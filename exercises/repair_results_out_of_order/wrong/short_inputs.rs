//! wrong: right, not the results
use std::thread;

/// An input is taken to be short.
pub fn parallel_map(inputs: Vec<u32>, work: fn(u32) -> u32) -> Vec<u32> {
    let short = inputs.into_iter().map(|input| input as u16);
    let workers: Vec<_> = short.map(|input| thread::spawn(move || work(u32::from(input)))).collect();
    workers.into_iter().map(|worker| worker.join().unwrap()).collect()
}
