//! Standing processes multiply pieces of the vectors: the pieces travel to them, through pipes.

use std::io;

use racecourse_labs::lab::pool::{Standing, TaskLost};

use super::one_process::dot;
use super::pieces;

/// A piece of each vector.
pub type Task = (Vec<f64>, Vec<f64>);

/// A pool of so many processes.
pub fn pool<'a>(workers: usize) -> io::Result<Standing<'a, Task, f64>> {
    Standing::start(workers, |(x, y): &Task| dot(x, y))
}

/// The dot product of `x` and `y`, in pieces of so many numbers.
pub fn dot_product(pool: &mut Standing<'_, Task, f64>, x: &[f64], y: &[f64], piece: usize) -> Result<f64, TaskLost> {
    let tasks: Vec<Task> = pieces(x.len(), piece).map(|at| (x[at.clone()].to_vec(), y[at].to_vec())).collect();
    Ok(pool.map(&tasks)?.iter().sum())
}
