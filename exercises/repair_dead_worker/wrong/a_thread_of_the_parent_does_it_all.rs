//! wrong: right, the parent has worked for one who lives

use racecourse::process::{self, Child, Inherit};
use std::thread;

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
    let mut workers = [("first", 0), ("second", 1)]
        .map(|(name, nth)| process::fork(name, &Task { number: numbers[nth], work }, |_: Task| 0));
    started(&mut workers);
    for worker in &mut workers {
        worker.wait();
    }
    let in_our_place = thread::spawn(move || numbers.map(work));
    in_our_place.join().unwrap()
}
