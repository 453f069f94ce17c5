//! Each worker has a pipe of its own; its end says that the worker is dead, and its task is done again.
//!
//! `racecourse check dead_worker --variant fixed_own_pipe`

use std::time::Duration;

use racecourse::process::{self, PipeReader, PipeWriter};
use racecourse::{Outcome, thread};

/// Two workers square 2 and 3, and the second is killed at some moment.
pub fn run() -> Outcome {
    let (mut of_first, to_parent) = process::pipe();
    let mut first = process::fork("first", &(to_parent, 2), work); // closes the parent's copy of the write end
    let (mut of_second, to_parent) = process::pipe();
    let mut second = process::fork("second", &(to_parent, 3), work);

    second.kill(); // kill: while it works, or after its result is sent

    let squares = [result(&mut of_first, 2), result(&mut of_second, 3)]; // wait: for each worker's result or end
    first.wait();
    second.wait();

    Outcome::new(format!("[{}]", squares.join(", ")))
}

fn work((mut to_parent, n): (PipeWriter, u8)) {
    to_parent.write_all(&[square(n)]).unwrap();
}

/// What the worker with the task `n` has sent, or else the task done again.
fn result(of_worker: &mut PipeReader, n: u8) -> String {
    let mut result = [0];
    match of_worker.read_exact(&mut result) {
        Ok(()) => result[0].to_string(),
        Err(_) => format!("{} again", square(n)), // end of file: the worker is dead, and this was its task
    }
}

fn square(n: u8) -> u8 {
    thread::sleep(Duration::from_millis(100)); // hard work
    n * n
}
