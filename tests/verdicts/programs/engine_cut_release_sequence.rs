//! data race, and "9": another thread's plain store ends the release sequence.

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::cell::RacyCell;
use racecourse::sync::atomic::{
    AtomicU32,
    Ordering::{Acquire, Relaxed, Release},
};
use racecourse::thread;

pub(super) fn run() -> Outcome {
    let (cell, flag) = (Arc::new(RacyCell::new(0)), Arc::new(AtomicU32::new(0)));
    let writer = {
        let (cell, flag) = (Arc::clone(&cell), Arc::clone(&flag));
        thread::spawn(move || {
            cell.set(1);
            flag.store(1, Release);
        })
    };
    let other = {
        let flag = Arc::clone(&flag);
        thread::spawn(move || {
            if flag.load(Relaxed) == 1 {
                flag.store(2, Relaxed);
            }
        })
    };
    let seen = if flag.load(Acquire) == 2 { cell.get() } else { 9 };
    writer.join().unwrap();
    other.join().unwrap();
    Outcome::new(seen)
}
