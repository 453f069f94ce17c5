//! The same threads without the lock: all of them run at the same time.

use std::thread::scope;

use super::interpreter::{Instruction, run};
use super::turns::Free;
use super::work::parts;

/// Has so many threads run `program`, each on a part of `numbers`, and adds up what they return.
pub fn sum(program: &[Instruction], numbers: &[f64], interval: u32, workers: usize) -> f64 {
    scope(|scope| {
        let thread = |part: [f64; 2]| {
            scope.spawn(move || {
                let mut turns = Free; // nobody asks anybody
                run(program, numbers, &part, interval, &mut turns)
            })
        };
        let threads: Vec<_> = parts(numbers.len(), workers).map(thread).collect();
        threads.into_iter().map(|thread| thread.join().expect("an interpreter does not panic")).sum()
    })
}
