//! Threads add 1 to one number under a lock: who reads also writes before anybody else reads.

use std::sync::Mutex;
use std::thread::scope;

/// What comes of so many threads that each add 1 so often.
pub fn count(threads: usize, each: u64) -> u64 {
    let number = Mutex::new(0_u64);
    scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                for _ in 0..each {
                    let mut number = number.lock().expect("nobody panics");
                    *number += 1; // read and write, and nobody in between
                }
            });
        }
    });
    number.into_inner().expect("nobody has panicked")
}
