//! A loop calls the function for one input after the other.

use super::work::primes_in;

/// The results for all inputs, in their order.
pub fn results(inputs: &[u64]) -> Vec<u64> {
    inputs.iter().map(primes_in).collect()
}
