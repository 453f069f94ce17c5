//! Threads add 1 to one number by reading and then writing it: what another one writes in between is lost.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread::scope;

/// What comes of so many threads that each add 1 so often.
pub fn count(threads: usize, each: u64) -> u64 {
    let number = AtomicU64::new(0);
    scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                for _ in 0..each {
                    let read = number.load(Relaxed); // read
                    number.store(read + 1, Relaxed); // write: overwrites what the other one has written
                }
            });
        }
    });
    number.into_inner()
}
