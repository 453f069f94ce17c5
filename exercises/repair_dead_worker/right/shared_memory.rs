//! right: a place in shared memory for each, read when both have ended, 10 of 10
use racecourse::process::{self, Child, Inherit, SharedMemory};
use std::sync::atomic::Ordering::SeqCst;

struct Task {
    nth: usize,
    number: u8,
    work: fn(u8) -> u8,
    answers: SharedMemory,
}

impl Inherit for Task {
    fn inherit(&self) -> Self {
        Self { answers: self.answers.inherit(), ..*self }
    }
}

pub fn worked(numbers: [u8; 2], work: fn(u8) -> u8, started: impl FnOnce(&mut [Child; 2])) -> [u8; 2] {
    let answers = SharedMemory::new(2);
    let mut workers = [("first", 0), ("second", 1)].map(|(name, nth)| {
        let task = Task { nth, number: numbers[nth], work, answers: answers.clone() };
        process::fork(name, &task, |task: Task| {
            task.answers.store(task.nth, (task.work)(task.number).into(), SeqCst);
        })
    });
    started(&mut workers);
    for worker in &mut workers {
        worker.wait();
    }
    [0, 1].map(|nth| match answers.load(nth, SeqCst) {
        // Either it has not told, or it comes to nothing: then that is what comes of it again.
        0 => work(numbers[nth]),
        answer => answer as u8,
    })
}
