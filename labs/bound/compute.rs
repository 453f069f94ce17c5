//! Computes in the processor's registers: no memory is read or written.

use std::ops::Range;
use std::thread::scope;

use super::parts::parts;

/// Scrambles each of the first `count` numbers and adds up what comes out, by so many threads.
pub fn compute(count: usize, threads: usize) -> u64 {
    scope(|scope| {
        let add_up = |part: Range<usize>| part.fold(0, |sum: u64, n| sum.wrapping_add(scramble(n)));
        let thread = |part| scope.spawn(move || add_up(part));
        let threads: Vec<_> = parts(count, threads).map(thread).collect();
        threads.into_iter().map(|thread| thread.join().expect("it only computes")).fold(0, u64::wrapping_add)
    })
}

/// Some shifts and multiplications (the last steps of SplitMix64, by Steele, Lea and Flood, 2014).
fn scramble(number: usize) -> u64 {
    let mut bits = (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}
