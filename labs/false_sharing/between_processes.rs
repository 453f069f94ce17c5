//! The same between processes: each counts in a word of its own, so far from the next one's, in memory that they share.

use std::sync::atomic::Ordering::Relaxed;

use racecourse::process::SharedMemory;
use racecourse_labs::lab::{Lost, fork};

/// What so many processes have counted that add 1 so often together, in words that are `apart` from each other.
pub fn count(processes: usize, increments: u64, apart: usize) -> Result<u64, Lost> {
    let words = SharedMemory::new(processes * apart);
    let mut children = Vec::new();
    for (at, share) in super::shares(increments, processes).enumerate() {
        let counter = || {
            for _ in 0..share {
                words.fetch_add(at * apart, 1, Relaxed);
            }
        };
        children.push(fork("counter", counter));
    }
    children.into_iter().try_for_each(|child| child.join())?;
    Ok((0..processes).map(|at| words.load(at * apart, Relaxed)).sum())
}
