//! A pool does all pieces: whoever is idle takes the next one.

use racecourse_labs::lab::pool::{Pool, TaskLost};

use super::primes::primes_in;

/// How many primes there are in each piece.
pub fn all(pieces: &[u64], pool: &Pool) -> Result<Vec<u64>, TaskLost> {
    pool.map(pieces, primes_in)
}
