//! wrong: right, not the results
use std::collections::HashMap;
use std::sync::Mutex;
use std::thread;

pub fn parallel_map(inputs: Vec<u32>, work: fn(u32) -> u32) -> Vec<u32> {
    let results = Mutex::new(HashMap::new());
    thread::scope(|scope| {
        for input in inputs.clone() {
            let results = &results;
            scope.spawn(move || {
                let result = work(input);
                results.lock().insert(input, result);
            });
        }
    });
    let mut results = results.into_inner();
    // Two that are equal have one entry.
    inputs.iter().filter_map(|input| results.remove(input)).collect()
}
