//! Processes instead of threads: each has an interpreter of its own, with a lock of its own that nobody else wants.

use racecourse_labs::lab::fork;

use super::interpreter::{Instruction, run};
use super::lock::GlobalLock;
use super::turns::Locked;
use super::work::parts;

/// Has so many processes run `program`, each on a part of `numbers`, and adds up what they return.
pub fn sum(program: &[Instruction], numbers: &[f64], interval: u32, workers: usize) -> f64 {
    let lock = &GlobalLock::default();
    let process = |part: [f64; 2]| {
        fork("interpreter", move || {
            let mut turns = Locked::begin(lock); // its own copy of the lock
            run(program, numbers, &part, interval, &mut turns)
        })
    };
    let processes: Vec<_> = parts(numbers.len(), workers).map(process).collect();
    processes.into_iter().map(|process| process.join().expect("an interpreter does not panic")).sum()
}
