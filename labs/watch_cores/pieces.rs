//! A piece of work: nothing but computing, without memory, files or waiting.

use racecourse_labs::lab::{WorkerIds, here};

/// Follows `3n + 1` from every number of a piece down to 1, and counts the steps.
fn piece(number: u64, length: u64) -> u64 {
    let steps_from = |start: u64| {
        let (mut n, mut steps) = (start, 0);
        while n > 1 {
            n = if n % 2 == 0 { n / 2 } else { 3 * n + 1 };
            steps += 1;
        }
        steps
    };
    (number * length..(number + 1) * length).map(steps_from).sum()
}

/// Works on the pieces `first`, `first + every` and so on, and says before each who and where it is.
pub fn work(name: &str, first: u64, every: usize, pieces: u64, length: u64) -> (u64, Vec<WorkerIds>) {
    work_in_turns(name, first, every, pieces, length, || ())
}

/// The same, and lets others have their turn after each piece.
pub fn work_in_turns(
    name: &str,
    first: u64,
    every: usize,
    pieces: u64,
    length: u64,
    let_others_pass: impl Fn(),
) -> (u64, Vec<WorkerIds>) {
    let (mut steps, mut seen) = (0, vec![here(name)]);
    for number in (first..pieces).step_by(every) {
        steps += piece(number, length);
        seen.push(here(name));
        let_others_pass();
    }
    (steps, seen)
}
