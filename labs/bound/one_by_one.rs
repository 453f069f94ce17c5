//! Fetches one answer after the other, and waits for each.

use std::net::SocketAddr;
use std::ops::Range;

use racecourse_labs::lab::Trouble;

use super::fetch::fetch;

/// Fetches `count` answers and adds them up.
///
/// # Errors
///
/// If one does not come.
pub fn fetch_all(server: SocketAddr, count: usize, _threads: usize) -> Result<u64, Trouble> {
    fetch_part(server, 0..count)
}

/// Fetches the answers to these numbers and adds them up.
///
/// # Errors
///
/// If one does not come.
pub fn fetch_part(server: SocketAddr, numbers: Range<usize>) -> Result<u64, Trouble> {
    let mut sum = 0;
    for number in numbers {
        sum = u64::wrapping_add(sum, fetch(server, number as u64)?);
    }
    Ok(sum)
}
