//! data race, and "done": the read is first in the only racy order.

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
        cell.set(1);
    }
    reader.join().unwrap();
    Outcome::new("done")
}
