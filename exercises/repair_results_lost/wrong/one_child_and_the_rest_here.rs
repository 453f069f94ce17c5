//! wrong: concurrent, second never overlaps third
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
    let Some((first, rest)) = parts.split_first() else { return 0 };
    let sum = SharedMemory::new(1);
    let mut child = process::fork("child", &Task { sum: sum.clone(), part: *first, work }, work_on);
    // The parent does the rest, one after the other.
    let rest: u64 = rest.iter().map(|part| work(*part)).sum();
    child.wait();
    rest + sum.load(0, SeqCst)
}

fn work_on(task: Task) {
    let result = (task.work)(task.part);
    task.sum.fetch_add(0, result, SeqCst);
}
