//! wrong: right, first, third, second
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering::SeqCst};
use std::thread;

pub fn parallel_map(inputs: Vec<u32>, work: fn(u32) -> u32) -> Vec<u32> {
    let results: Vec<AtomicU32> = inputs.iter().map(|_| AtomicU32::new(0)).collect();
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for input in inputs {
            let (results, next) = (&results, &next);
            scope.spawn(move || {
                let result = work(input);
                results[next.fetch_add(1, SeqCst)].store(result, SeqCst);
            });
        }
    });
    results.iter().map(|result| result.load(SeqCst)).collect()
}
