//! Each thread adds 1 to a number of its own, and the numbers are added up in the end.

use std::hint::black_box;
use std::thread::scope;

/// What comes of so many threads that each add 1 so often.
pub fn count(threads: usize, each: u64) -> u64 {
    scope(|scope| {
        let work = || {
            let mut number = 0_u64;
            for _ in 0..each {
                number = black_box(number) + 1; // nobody else has it; hidden, so that it is not computed at once
            }
            number
        };
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        threads.into_iter().map(|thread| thread.join().expect("a thread does not panic")).sum()
    })
}
