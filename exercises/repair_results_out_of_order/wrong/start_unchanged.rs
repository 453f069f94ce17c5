//! wrong: right, first, third, second
use racecourse::channel;
use std::thread;

/// What `work` makes of each of the inputs, in their order.
pub fn parallel_map(inputs: Vec<u32>, work: fn(u32) -> u32) -> Vec<u32> {
    let (sender, results) = channel::unbounded();
    for input in inputs {
        let sender = sender.clone();
        thread::spawn(move || sender.send(work(input)).unwrap());
    }
    drop(sender);
    results.iter().collect()
}
