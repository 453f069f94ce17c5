//! right: the place is sent along
use racecourse::channel;
use std::thread;

pub fn parallel_map(inputs: Vec<u32>, work: fn(u32) -> u32) -> Vec<u32> {
    let (sender, results) = channel::unbounded();
    let mut all = vec![0; inputs.len()];
    for (place, input) in inputs.into_iter().enumerate() {
        let sender = sender.clone();
        thread::spawn(move || sender.send((place, work(input))).unwrap());
    }
    drop(sender);
    for (place, result) in results {
        all[place] = result;
    }
    all
}
