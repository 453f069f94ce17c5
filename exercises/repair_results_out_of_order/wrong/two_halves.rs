//! wrong: concurrent, first never overlaps second
use std::thread;

/// Two workers: one has the first half of the inputs, and the other the rest.
pub fn parallel_map(inputs: Vec<u32>, work: fn(u32) -> u32) -> Vec<u32> {
    let (first, second) = inputs.split_at(inputs.len().div_ceil(2));
    thread::scope(|scope| {
        let worker = scope.spawn(|| first.iter().map(|input| work(*input)).collect::<Vec<_>>());
        let rest: Vec<_> = second.iter().map(|input| work(*input)).collect();
        let mut all = worker.join().unwrap();
        all.extend(rest);
        all
    })
}
