//! Cases that wait for the clock more than they compute, all at the same time.

use std::panic;
use std::thread;

/// Does `test` with each of the cases, each on a thread of its own. The first one that fails is what all fail by.
pub(crate) fn each<T: Send>(cases: impl IntoIterator<Item = T>, test: impl Fn(T) + Sync) {
    let test = &test;
    thread::scope(|scope| {
        let running: Vec<_> = cases.into_iter().map(|case| scope.spawn(move || test(case))).collect();
        let failed: Vec<_> = running.into_iter().filter_map(|case| case.join().err()).collect();
        if let Some(first) = failed.into_iter().next() {
            panic::resume_unwind(first);
        }
    });
}
