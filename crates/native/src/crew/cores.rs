//! Processors, and which of them a thread may use.

use std::thread::available_parallelism;

/// The processors that this process may use.
#[derive(Debug)]
pub(super) struct Cores {
    /// Their numbers, where the system tells.
    numbers: Vec<usize>,
    count: usize,
}

impl Cores {
    /// Those that the running thread may use.
    pub(super) fn of_this_thread() -> Self {
        Self { numbers: allowed(), count: available_parallelism().map_or(1, usize::from) }
    }

    /// How many threads can run at the same time.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// From now on the thread `tid` runs on the `nth` of them, or again on any if there is none. What the system refuses is let
    /// be: it is a matter of luck, not of right or wrong.
    pub(super) fn place(&self, tid: i32, nth: Option<usize>) {
        // Where a process may use less time than it has processors, to be held to one of them would only be in the way.
        if self.numbers.len() < 2 || self.count < self.numbers.len() {
            return;
        }
        match nth {
            Some(nth) => allow(tid, &[self.numbers[nth % self.numbers.len()]]),
            None => allow(tid, &self.numbers),
        }
    }
}

#[cfg(target_os = "linux")]
fn allowed() -> Vec<usize> {
    use nix::sched::{CpuSet, sched_getaffinity};
    use nix::unistd::Pid;
    let set = sched_getaffinity(Pid::from_raw(0));
    set.map_or_else(|_| Vec::new(), |set| (0..CpuSet::count()).filter(|it| set.is_set(*it) == Ok(true)).collect())
}

#[cfg(target_os = "linux")]
fn allow(tid: i32, numbers: &[usize]) {
    use nix::sched::{CpuSet, sched_setaffinity};
    use nix::unistd::Pid;
    let mut set = CpuSet::new();
    if numbers.iter().all(|number| set.set(*number).is_ok()) {
        let _ = sched_setaffinity(Pid::from_raw(tid), &set);
    }
}

#[cfg(not(target_os = "linux"))]
fn allowed() -> Vec<usize> {
    Vec::new()
}

#[cfg(not(target_os = "linux"))]
fn allow(_: i32, _: &[usize]) {}
