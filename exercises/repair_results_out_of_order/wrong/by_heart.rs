//! wrong: right, not the results
use racecourse::channel;
use std::thread;

/// What `work` makes of each of the inputs, in their order.
pub fn parallel_map(inputs: Vec<u32>, work: fn(u32) -> u32) -> Vec<u32> {
    let _ = work;
    inputs.iter().map(|n| n * 7).collect()
}
