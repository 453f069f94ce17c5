//! right: a list under a lock, sorted by place in the end
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::thread;

pub fn parallel_map(inputs: Vec<u32>, work: fn(u32) -> u32) -> Vec<u32> {
    let results = Mutex::new(BTreeMap::new());
    thread::scope(|scope| {
        for (place, input) in inputs.iter().enumerate() {
            let results = &results;
            scope.spawn(move || {
                let result = work(*input);
                results.lock().insert(place, result);
            });
        }
    });
    results.into_inner().into_values().collect()
}
