//! Fetches by threads: while one waits for its answer, so do the others for theirs.

use std::net::SocketAddr;
use std::thread::scope;

use racecourse_labs::lab::Trouble;

use super::one_by_one;
use super::parts::parts;

/// Fetches `count` answers and adds them up.
///
/// # Errors
///
/// If one does not come.
pub fn fetch_all(server: SocketAddr, count: usize, threads: usize) -> Result<u64, Trouble> {
    scope(|scope| {
        let thread = |part| scope.spawn(move || one_by_one::fetch_part(server, part));
        let threads: Vec<_> = parts(count, threads).map(thread).collect();
        let mut sum = 0;
        for thread in threads {
            sum = u64::wrapping_add(sum, thread.join().expect("it only fetches")?);
        }
        Ok(sum)
    })
}
