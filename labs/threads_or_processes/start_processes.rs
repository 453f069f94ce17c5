//! Starts processes, one after the other, and waits for the end of each.

use racecourse_labs::lab::fork;

/// Starts so many workers that return their number, and adds up what they return.
pub fn start(count: u64) -> u64 {
    let worker = |number| fork("worker", move || number).join().expect("it only returns");
    (0..count).map(worker).sum()
}
