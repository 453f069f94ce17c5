//! Each thread counts in a number of its own, and the numbers lie side by side: on one line of the cache.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread::scope;

/// What so many threads have counted that add 1 so often together.
pub fn count(threads: usize, increments: u64) -> u64 {
    let counters: Vec<AtomicU64> = (0..threads).map(|_| AtomicU64::new(0)).collect();
    scope(|scope| {
        for (counter, share) in counters.iter().zip(super::shares(increments, threads)) {
            scope.spawn(move || {
                for _ in 0..share {
                    counter.fetch_add(1, Relaxed); // takes the line away from the others
                }
            });
        }
    });
    counters.iter().map(|counter| counter.load(Relaxed)).sum()
}
