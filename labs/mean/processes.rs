//! Several processes add up a part each and put their sums into a queue; the parent adds those up and divides.

use racecourse::process::queue;
use racecourse_labs::lab::fork;

use super::sum::careful_sum;

/// The mean of `numbers`, by so many processes.
pub fn mean(numbers: &[f64], workers: usize) -> f64 {
    let sums = queue::<f64>();
    // A forked process finds the numbers in its memory: none of them is sent.
    let parts = numbers.chunks(numbers.len().div_ceil(workers));
    let children: Vec<_> = parts.map(|part| fork("adder", || sums.put(&careful_sum(part)).is_ok())).collect();
    // First the results, then the ends: see the scenario `pipe_full`.
    let sums: Vec<f64> = children.iter().map(|_| sums.get().expect("every adder puts its sum in")).collect();
    for child in children {
        child.join().expect("an adder that has put its sum in comes to its end");
    }
    careful_sum(&sums) / numbers.len() as f64
}
