//! wrong: right, the parent has worked for one who lives

use racecourse::process::{self, Child, Inherit};

struct Task {
    number: u8,
    work: fn(u8) -> u8,
}

impl Inherit for Task {
    fn inherit(&self) -> Self {
        Self { ..*self }
    }
}

pub fn worked(numbers: [u8; 2], work: fn(u8) -> u8, started: impl FnOnce(&mut [Child; 2])) -> [u8; 2] {
    let mut workers = [("first", 0), ("second", 1)].map(|(name, nth)| {
        process::fork(name, &Task { number: numbers[nth], work }, |task: Task| i32::from((task.work)(task.number)))
    });
    started(&mut workers);
    let ends = workers.each_mut().map(|worker| worker.wait().code());
    match ends {
        [Some(first), Some(second)] => [first as u8, second as u8],
        _ => numbers.map(work),
    }
}
