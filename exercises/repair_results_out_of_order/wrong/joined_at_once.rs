//! wrong: concurrent, first never overlaps second
use std::thread;

pub fn parallel_map(inputs: Vec<u32>, work: fn(u32) -> u32) -> Vec<u32> {
    inputs.into_iter().map(|input| thread::spawn(move || work(input)).join().unwrap()).collect()
}
