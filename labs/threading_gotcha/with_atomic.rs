//! Threads add 1 to one number by one atomic operation: reading and writing are a single step.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread::scope;

/// What comes of so many threads that each add 1 so often.
pub fn count(threads: usize, each: u64) -> u64 {
    let number = AtomicU64::new(0);
    scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                for _ in 0..each {
                    number.fetch_add(1, Relaxed); // read and write in one step
                }
            });
        }
    });
    number.into_inner()
}
