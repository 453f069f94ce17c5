//! The same loop with n jobs: whoever of the pool is idle takes the next input, and the results come in order.

use racecourse_labs::lab::pool::{Pool, TaskLost};

use super::work::primes_in;

/// The results for all inputs, in their order.
pub fn results(inputs: &[u64], pool: &Pool) -> Result<Vec<u64>, TaskLost> {
    pool.map(inputs, primes_in)
}
