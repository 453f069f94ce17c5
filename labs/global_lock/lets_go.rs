//! Threads whose computing is done by a library: it needs nothing of the interpreter, so it can let go of the lock.

use std::thread::scope;

use super::lock::GlobalLock;
use super::work::scrambled;

/// Has so many threads call a library so often altogether, and adds up what it says.
pub fn sum(workers: usize, calls: u64, length: u64, lets_go: bool) -> u64 {
    let lock = &GlobalLock::default();
    let thread = |first: u64| {
        let mut sum = 0_u64;
        lock.take(); // to run an instruction
        for call in (first..calls).step_by(workers) {
            if lets_go {
                lock.give_back(); // others may run instructions meanwhile
                let result = scrambled(call, length);
                lock.take();
                sum = sum.wrapping_add(result);
            } else {
                sum = sum.wrapping_add(scrambled(call, length));
                lock.pass_on(); // its turn was one call long
            }
        }
        lock.give_back();
        sum
    };
    scope(|scope| {
        let threads: Vec<_> = (0..workers as u64).map(|first| scope.spawn(move || thread(first))).collect();
        threads.into_iter().map(|thread| thread.join().expect("a thread does not panic")).fold(0, u64::wrapping_add)
    })
}
