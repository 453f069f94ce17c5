//! not deterministic: in later executions somebody is not started who was to go first, before another choice is made otherwise.

use racecourse::Outcome;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::thread;

static RUNS: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);

pub(super) fn run() -> Outcome {
    let later = RUNS.fetch_add(1, std::sync::atomic::Ordering::SeqCst) >= 2;
    let number = AtomicU32::new(0);
    thread::scope(|scope| {
        scope.spawn(|| number.store(1, SeqCst));
        scope.spawn(|| number.store(2, SeqCst));
        if !later {
            scope.spawn(|| number.store(3, SeqCst));
        }
    });
    Outcome::new(number.load(SeqCst))
}
