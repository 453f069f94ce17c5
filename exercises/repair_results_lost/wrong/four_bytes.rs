//! wrong: right, another sum
use racecourse::process::{self, Inherit, Queue};
use std::sync::Arc;

struct Task {
    results: Arc<Queue<u32>>,
    part: u64,
    work: fn(u64) -> u64,
}

impl Inherit for Task {
    fn inherit(&self) -> Self {
        Self { results: self.results.inherit(), part: self.part, work: self.work }
    }
}

pub fn sum_in_children(parts: &[u64], work: fn(u64) -> u64) -> u64 {
    let results = Arc::new(process::queue());
    let fork = |part: &u64| process::fork("child", &Task { results: Arc::clone(&results), part: *part, work }, work_on);
    let children: Vec<_> = parts.iter().map(fork).collect();
    let sum = children.iter().map(|_| u64::from(results.get().unwrap())).sum();
    for mut child in children {
        child.wait();
    }
    sum
}

fn work_on(task: Task) {
    // A result does not fit.
    let result = (task.work)(task.part) as u32;
    task.results.put(&result).unwrap();
}
