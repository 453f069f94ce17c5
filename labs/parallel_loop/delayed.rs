//! The same loop over delayed calls: a function and its input are put aside, to be called later by whoever is idle.

use std::fmt;

use racecourse_labs::lab::pool::{Pool, TaskLost};

use super::work::primes_in;

/// A call that has not been made yet.
pub struct Delayed<F>(F);

/// Puts the call of `function` with `input` aside. In Rust that is a closure: it carries what it needs.
pub fn delayed<T, R>(function: fn(&T) -> R, input: &T) -> Delayed<impl Fn() -> R> {
    Delayed(move || function(input))
}

impl<F> fmt::Debug for Delayed<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a delayed call")
    }
}

/// The results for all inputs, in their order.
pub fn results(inputs: &[u64], pool: &Pool) -> Result<Vec<u64>, TaskLost> {
    let calls: Vec<_> = inputs.iter().map(|input| delayed(primes_in, input)).collect(); // nothing is computed yet
    pool.map(&calls, |call| (call.0)())
}
