//! A pool squares numbers: whoever is idle takes the next one, and the results come in the order of the numbers.

use racecourse_labs::lab::pool::{Pool, TaskLost};

/// The square of each number, in order.
pub fn squares(pool: &Pool, numbers: &[u64]) -> Result<Vec<u64>, TaskLost> {
    pool.map(numbers, |x| x * x)
}

/// The same in a loop, for comparison.
pub fn in_a_loop(numbers: &[u64]) -> Vec<u64> {
    numbers.iter().map(|x| x * x).collect()
}
