//! right: an atomic for each result, and a worker that takes the next input
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering::SeqCst};
use std::thread;

pub fn parallel_map(inputs: Vec<u32>, work: fn(u32) -> u32) -> Vec<u32> {
    let results: Vec<AtomicU32> = inputs.iter().map(|_| AtomicU32::new(0)).collect();
    let next = AtomicUsize::new(0);
    let take_and_work = || {
        while let Some(place) = Some(next.fetch_add(1, SeqCst)).filter(|place| *place < inputs.len()) {
            results[place].store(work(inputs[place]), SeqCst);
        }
    };
    thread::scope(|scope| {
        let helping = scope.spawn(&take_and_work);
        take_and_work();
        helping.join().unwrap();
    });
    results.iter().map(|result| result.load(SeqCst)).collect()
}
