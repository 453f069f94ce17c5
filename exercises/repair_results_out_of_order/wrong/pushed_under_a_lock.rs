//! wrong: right, first, third, second
use std::sync::Mutex;
use std::thread;

pub fn parallel_map(inputs: Vec<u32>, work: fn(u32) -> u32) -> Vec<u32> {
    let results = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for input in inputs {
            let results = &results;
            scope.spawn(move || {
                let result = work(input);
                results.lock().push(result);
            });
        }
    });
    results.into_inner()
}
