//! wrong: right, nothing arrived
use racecourse::process::{self, Inherit};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

/// What a child is given.
pub struct Task {
    sum: Arc<AtomicU64>,
    part: u64,
    work: fn(u64) -> u64,
}

impl Inherit for Task {
    fn inherit(&self) -> Self {
        Self { sum: self.sum.inherit(), part: self.part, work: self.work }
    }
}

/// What children make of the parts, added up.
pub fn sum_in_children(parts: &[u64], work: fn(u64) -> u64) -> u64 {
    let _ = (parts, work);
    0
}

pub fn work_on(task: Task) {
    let result = (task.work)(task.part);
    task.sum.fetch_add(result, SeqCst);
}
