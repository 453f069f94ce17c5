//! not deterministic, naming both steps and the usual reasons; never confirmed.

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::thread;

static RUNS: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);

pub(super) fn run() -> Outcome {
    let first = RUNS.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0;
    let counter = Arc::new(AtomicU32::new(0));
    let other = {
        let counter = Arc::clone(&counter);
        thread::spawn(move || {
            if first {
                counter.fetch_add(1, SeqCst);
            } else {
                counter.store(counter.load(SeqCst) + 1, SeqCst);
            }
        })
    };
    if first {
        other.join().unwrap();
        return Outcome::new(1);
    }
    counter.store(counter.load(SeqCst) + 1, SeqCst);
    other.join().unwrap();
    Outcome::new(counter.load(SeqCst))
}
