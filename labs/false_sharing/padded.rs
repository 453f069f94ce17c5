//! Each thread counts in a number of its own, and each number has a line of the cache to itself.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread::scope;

use crossbeam::utils::CachePadded;

/// What so many threads have counted that add 1 so often together.
pub fn count(threads: usize, increments: u64) -> u64 {
    let counters: Vec<CachePadded<AtomicU64>> = (0..threads).map(|_| CachePadded::new(AtomicU64::new(0))).collect();
    scope(|scope| {
        for (counter, share) in counters.iter().zip(super::shares(increments, threads)) {
            scope.spawn(move || {
                for _ in 0..share {
                    counter.fetch_add(1, Relaxed); // the line is here already
                }
            });
        }
    });
    counters.iter().map(|counter| counter.load(Relaxed)).sum()
}
