//! A worker of a pool is killed together with its task; the parent waits for the result for ever.
//!
//! `racecourse check dead_worker --variant broken`

use std::sync::Arc;
use std::time::Duration;

use racecourse::process::{self, Queue};
use racecourse::{Outcome, thread};

/// Two workers square 2 and 3, and the second is killed at some moment.
pub fn run() -> Outcome {
    let results = Arc::new(process::queue::<u8>());
    let mut first = process::fork("first", &(Arc::clone(&results), 2), work);
    let mut second = process::fork("second", &(Arc::clone(&results), 3), work);

    second.kill(); // kill: while it works, or after its result is sent

    let mut squares = [results.get().unwrap(), results.get().unwrap()]; // wait: for two results
    squares.sort();
    first.wait();
    second.wait();

    Outcome::new(format!("{squares:?}"))
}

fn work((results, n): (Arc<Queue<u8>>, u8)) {
    results.put(&square(n)).unwrap();
}

fn square(n: u8) -> u8 {
    thread::sleep(Duration::from_millis(100)); // hard work
    n * n
}
