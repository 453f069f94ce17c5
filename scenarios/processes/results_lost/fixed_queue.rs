//! The children send their parts through a queue.
//!
//! `racecourse check results_lost --variant fixed_queue`

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::process::{self, Queue};

/// Two processes add up one half each of the numbers from 1 to 100.
pub fn run() -> Outcome {
    let parts = Arc::new(process::queue::<u64>());

    let mut left = process::fork("left", &(Arc::clone(&parts), 1, 50), add_up);
    let mut right = process::fork("right", &(Arc::clone(&parts), 51, 100), add_up);
    let sum = parts.get().unwrap() + parts.get().unwrap();
    left.wait();
    right.wait();

    Outcome::new(format!("sum={sum}"))
}

fn add_up((parts, from, to): (Arc<Queue<u64>>, u64, u64)) {
    let part = (from..=to).sum();
    parts.put(&part).unwrap(); // write: into a queue that the parent reads
}
