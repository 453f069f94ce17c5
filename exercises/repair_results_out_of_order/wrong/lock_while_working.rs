//! wrong: concurrent, first never overlaps second
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::thread;

pub fn parallel_map(inputs: Vec<u32>, work: fn(u32) -> u32) -> Vec<u32> {
    let results = Mutex::new(BTreeMap::new());
    thread::scope(|scope| {
        for (place, input) in inputs.iter().enumerate() {
            let results = &results;
            scope.spawn(move || {
                results.lock().insert(place, work(*input));
            });
        }
    });
    results.into_inner().into_values().collect()
}
