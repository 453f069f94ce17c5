//! Reads memory from one end to the other: the processor sees what will be needed, and fetches it ahead.

use std::hint::black_box;
use std::ops::Range;
use std::thread::scope;

use super::parts::parts;

/// Adds up `numbers` so many times, by so many threads with a part each.
pub fn stream(numbers: &[u64], times: usize, threads: usize) -> u64 {
    scope(|scope| {
        let thread = |part: Range<usize>| {
            let part = &numbers[part];
            // Hidden from the compiler, which would add them up once and multiply.
            scope.spawn(move || (0..times).fold(0, |sum: u64, _| sum.wrapping_add(add_up(black_box(part)))))
        };
        let threads: Vec<_> = parts(numbers.len(), threads).map(thread).collect();
        threads.into_iter().map(|thread| thread.join().expect("it only adds")).fold(0, u64::wrapping_add)
    })
}

fn add_up(numbers: &[u64]) -> u64 {
    numbers.iter().fold(0, |sum, &number| sum.wrapping_add(number))
}
