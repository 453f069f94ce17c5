use racecourse::process::{self, Inherit};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

/// What a child is given.
struct Task {
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
    let sum = Arc::new(AtomicU64::new(0));
    let fork = |part: &u64| process::fork("child", &Task { sum: Arc::clone(&sum), part: *part, work }, work_on);
    let children: Vec<_> = parts.iter().map(fork).collect();
    for mut child in children {
        child.wait();
    }
    sum.load(SeqCst)
}

fn work_on(task: Task) {
    let result = (task.work)(task.part);
    task.sum.fetch_add(result, SeqCst);
}
