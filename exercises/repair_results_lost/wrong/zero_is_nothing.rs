//! wrong: live, livelock
use racecourse::process::{self, Inherit, SharedMemory};
use std::hint;
use std::sync::atomic::Ordering::SeqCst;

struct Task {
    result: SharedMemory,
    part: u64,
    work: fn(u64) -> u64,
}

impl Inherit for Task {
    fn inherit(&self) -> Self {
        Self { result: self.result.inherit(), part: self.part, work: self.work }
    }
}

pub fn sum_in_children(parts: &[u64], work: fn(u64) -> u64) -> u64 {
    let mut started = Vec::new();
    for part in parts {
        let task = Task { result: SharedMemory::new(1), part: *part, work };
        started.push((process::fork("child", &task, work_on), task.result));
    }
    let mut sum = 0;
    for (mut child, result) in started {
        // A result of 0 never comes.
        while result.load(0, SeqCst) == 0 {
            hint::spin_loop();
        }
        sum += result.load(0, SeqCst);
        child.wait();
    }
    sum
}

fn work_on(task: Task) {
    task.result.store(0, (task.work)(task.part), SeqCst);
}
