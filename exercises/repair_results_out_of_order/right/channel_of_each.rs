//! right: a channel for each worker, by a macro
use racecourse::channel;
use std::thread;

macro_rules! later {
    ($value:expr) => {{
        let (sender, receiver) = channel::bounded(1);
        (thread::spawn(move || sender.send($value).unwrap()), receiver)
    }};
}

pub fn parallel_map(inputs: Vec<u32>, work: fn(u32) -> u32) -> Vec<u32> {
    let workers: Vec<_> = inputs.into_iter().map(|input| later!(work(input))).collect();
    let results = workers.into_iter().map(|(worker, result)| {
        worker.join().unwrap();
        result.recv().unwrap()
    });
    results.collect()
}
