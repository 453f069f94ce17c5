//! wrong: right, not the results

use std::sync::Mutex;
use std::thread;

pub fn parallel_map(inputs: Vec<u32>, work: fn(u32) -> u32) -> Vec<u32> {
    let slots = Mutex::new(vec![0; inputs.len()]);
    thread::scope(|scope| {
        for (place, input) in inputs.into_iter().enumerate() {
            let slots = &slots;
            scope.spawn(move || {
                let result = work(input);
                slots.lock()[place] = result;
            });
        }
    });
    // Only what has arrived.
    slots.into_inner().into_iter().filter(|result| *result != 0).collect()
}
