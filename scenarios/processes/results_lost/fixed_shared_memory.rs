//! The sum is in memory that parent and children share.
//!
//! `racecourse check results_lost --variant fixed_shared_memory`

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::process::{self, SharedMemory};
use racecourse::sync::atomic::Ordering::SeqCst;

/// Two processes add up one half each of the numbers from 1 to 100.
pub fn run() -> Outcome {
    let sum = Arc::new(SharedMemory::new(1));

    let mut left = process::fork("left", &(Arc::clone(&sum), 1, 50), add_up);
    let mut right = process::fork("right", &(Arc::clone(&sum), 51, 100), add_up);
    left.wait();
    right.wait();

    let sum = sum.load(0, SeqCst);
    Outcome::new(format!("sum={sum}"))
}

fn add_up((sum, from, to): (Arc<SharedMemory>, u64, u64)) {
    let part = (from..=to).sum();
    sum.fetch_add(0, part, SeqCst); // write: into word 0 of the shared memory
}
