//! wrong: right, not the results
use std::sync::{Arc, Mutex};
use std::thread;

pub fn parallel_map(inputs: Vec<u32>, work: fn(u32) -> u32) -> Vec<u32> {
    let results = Arc::new(Mutex::new(vec![0; inputs.len()]));
    for (place, input) in inputs.into_iter().enumerate() {
        let results = Arc::clone(&results);
        thread::spawn(move || {
            let result = work(input);
            results.lock()[place] = result;
        });
    }
    let now = results.lock().clone();
    now
}
