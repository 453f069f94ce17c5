//! Divides work among threads.

use std::ops::Range;

/// Divides `0..count` into as many parts as there are threads. If there are more threads than that, some get nothing.
pub fn parts(count: usize, threads: usize) -> impl Iterator<Item = Range<usize>> {
    let edge = move |thread: usize| (count as u128 * thread as u128 / threads as u128) as usize;
    (0..threads).map(move |thread| edge(thread)..edge(thread + 1))
}
