//! data race, and "done": who writes has read as well, and it is the other read that races with the write.

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::cell::RacyCell;
use racecourse::sync::atomic::{AtomicU32, Ordering::Relaxed};
use racecourse::thread;

pub(super) fn run() -> Outcome {
    let (cell, flag) = (Arc::new(RacyCell::new(0)), Arc::new(AtomicU32::new(0)));
    let reader = {
        let (cell, flag) = (Arc::clone(&cell), Arc::clone(&flag));
        thread::spawn(move || {
            cell.get();
            flag.store(1, Relaxed);
        })
    };
    if flag.load(Relaxed) == 1 {
        cell.get();
        cell.set(1);
    }
    reader.join().unwrap();
    Outcome::new("done")
}
