//! Each child adds its part to a variable; the variable it has is a copy, and the parent sees nothing.
//!
//! `racecourse check results_lost --variant broken`

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::process;
use racecourse::sync::atomic::{AtomicU64, Ordering::SeqCst};

/// Two processes add up one half each of the numbers from 1 to 100.
pub fn run() -> Outcome {
    let sum = Arc::new(AtomicU64::new(0));

    let mut left = process::fork("left", &(Arc::clone(&sum), 1, 50), add_up);
    let mut right = process::fork("right", &(Arc::clone(&sum), 51, 100), add_up);
    left.wait();
    right.wait();

    let sum = sum.load(SeqCst);
    Outcome::new(format!("sum={sum}"))
}

fn add_up((sum, from, to): (Arc<AtomicU64>, u64, u64)) {
    let part = (from..=to).sum();
    sum.fetch_add(part, SeqCst); // write: into this process's own copy
}
