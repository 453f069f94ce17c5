//! wrong: right, not the results
use racecourse::channel;
use std::thread;

/// The upper eight bits are for the place, and the others for the result.
pub fn parallel_map(inputs: Vec<u32>, work: fn(u32) -> u32) -> Vec<u32> {
    let (sender, results) = channel::unbounded();
    for (place, input) in inputs.into_iter().enumerate() {
        let sender = sender.clone();
        thread::spawn(move || sender.send((place as u32) << 24 | work(input) & 0xff_ffff).unwrap());
    }
    drop(sender);
    let mut all: Vec<u32> = results.iter().collect();
    all.sort_unstable();
    all.into_iter().map(|both| both & 0xff_ffff).collect()
}
