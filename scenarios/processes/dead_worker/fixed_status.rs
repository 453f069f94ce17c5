//! The parent waits for the workers' ends, and reports who did not end well.
//!
//! `racecourse check dead_worker --variant fixed_status`

use std::time::Duration;

use racecourse::process::{self, ExitStatus, SharedMemory};
use racecourse::sync::atomic::Ordering::SeqCst;
use racecourse::{Outcome, thread};

/// Two workers square 2 and 3, and the second is killed at some moment.
pub fn run() -> Outcome {
    let results = SharedMemory::new(2);
    let mut first = process::fork("first", &(results.clone(), 0, 2), work);
    let mut second = process::fork("second", &(results.clone(), 1, 3), work);

    second.kill(); // kill: while it works, or after its result is sent

    let ends = [first.wait(), second.wait()]; // wait: for each worker's end
    let squares = [result("first", ends[0], &results, 0), result("second", ends[1], &results, 1)];

    Outcome::new(format!("[{}]", squares.join(", ")))
}

fn work((results, place, n): (SharedMemory, usize, u64)) {
    results.store(place, square(n), SeqCst);
}

/// What the worker has put into its place, or how it ended.
fn result(worker: &str, end: ExitStatus, results: &SharedMemory, place: usize) -> String {
    if end.success() { results.load(place, SeqCst).to_string() } else { format!("{worker} died of {end}") }
}

fn square(n: u64) -> u64 {
    thread::sleep(Duration::from_millis(100)); // hard work
    n * n
}
