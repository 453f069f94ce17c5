//! Standing processes multiply pieces of the vectors, which are in memory they share: only the places travel.

use std::io;
use std::ops::Range;

use racecourse_labs::lab::pool::{Standing, TaskLost};

use super::one_process::dot;
use super::pieces;

/// Where a piece of each vector is.
pub type Task = Range<usize>;

/// A pool of so many processes.
pub fn pool<'a>(workers: usize, x: &'a [f64], y: &'a [f64]) -> io::Result<Standing<'a, Task, f64>> {
    Standing::start(workers, |at: &Task| dot(&x[at.clone()], &y[at.clone()]))
}

/// The dot product of the vectors, which have so many numbers, in pieces of so many numbers.
pub fn dot_product(pool: &mut Standing<'_, Task, f64>, numbers: usize, piece: usize) -> Result<f64, TaskLost> {
    let tasks: Vec<Task> = pieces(numbers, piece).collect();
    Ok(pool.map(&tasks)?.iter().sum())
}
