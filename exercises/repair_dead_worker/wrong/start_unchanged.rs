//! wrong: live, deadlock
use std::sync::Arc;

use racecourse::process::{self, Child, Inherit, Queue};

/// What a worker is given.
struct Task {
    nth: usize,
    number: u8,
    work: fn(u8) -> u8,
    results: Arc<Queue<(usize, u8)>>,
}

impl Inherit for Task {
    fn inherit(&self) -> Self {
        Self { results: self.results.inherit(), ..*self }
    }
}

/// What the work comes to for each number. `started` is called when both workers are.
pub fn worked(numbers: [u8; 2], work: fn(u8) -> u8, started: impl FnOnce(&mut [Child; 2])) -> [u8; 2] {
    let results = Arc::new(process::queue());
    let mut workers = [("first", 0), ("second", 1)].map(|(name, nth)| {
        let task = Task { nth, number: numbers[nth], work, results: Arc::clone(&results) };
        process::fork(name, &task, |task: Task| {
            task.results.put(&(task.nth, (task.work)(task.number))).unwrap();
        })
    });
    started(&mut workers);

    let mut answers = [0; 2];
    for _ in 0..2 {
        let (nth, answer) = results.get().unwrap();
        answers[nth] = answer;
    }
    for worker in &mut workers {
        worker.wait();
    }
    answers
}
