//! wrong: concurrent, first never overlaps second
use racecourse::process::{self, Inherit, SharedMemory};
use std::sync::atomic::Ordering::SeqCst;

struct Task {
    sum: SharedMemory,
    part: u64,
    work: fn(u64) -> u64,
}

impl Inherit for Task {
    fn inherit(&self) -> Self {
        Self { sum: self.sum.inherit(), part: self.part, work: self.work }
    }
}

pub fn sum_in_children(parts: &[u64], work: fn(u64) -> u64) -> u64 {
    let sum = SharedMemory::new(1);
    let fork = |part: &u64| process::fork("child", &Task { sum: sum.clone(), part: *part, work }, work_on);
    for mut child in parts.iter().map(fork) {
        child.wait();
    }
    sum.load(0, SeqCst)
}

fn work_on(task: Task) {
    let result = (task.work)(task.part);
    task.sum.fetch_add(0, result, SeqCst);
}
