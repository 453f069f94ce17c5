//! Processes are forked for the work, and end with it; their sums come back through pipes.

use racecourse_labs::lab::{Forked, fork};

use super::remainders::{parts, remainders};

/// The sum of the remainders of `number` by all numbers up to it.
pub fn sum(number: u64, workers: usize) -> u64 {
    let start = |part| fork("adder", move || remainders(number, part));
    let children: Vec<Forked<u64>> = parts(number, workers).map(start).collect();
    children.into_iter().map(|child| child.join().expect("an adder comes to its end")).sum()
}
