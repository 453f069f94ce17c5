//! The loop with n jobs and a cache on disk: what has been computed once, by whomever, is looked up.

use racecourse_labs::lab::cache::{Answer, Cache};
use racecourse_labs::lab::pool::{Pool, TaskLost};

use super::work::primes_in;

/// What the cache answers for all inputs, in their order: the results, and where they are from.
pub fn results(inputs: &[u64], pool: &Pool, cache: &Cache) -> Result<Vec<Answer<u64>>, TaskLost> {
    let primes_in_block = cache.function("primes_in", 1);
    pool.map(inputs, |block| primes_in_block.call(block, primes_in))
}
