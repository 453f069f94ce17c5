//! not deterministic: in later executions somebody does something else, and it is not the one whose turn it is.

use racecourse::Outcome;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::thread;

static RUNS: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);

pub(super) fn run() -> Outcome {
    let later = RUNS.fetch_add(1, std::sync::atomic::Ordering::SeqCst) >= 2;
    let (first, second) = (AtomicU32::new(0), AtomicU32::new(0));
    let other = if later { &second } else { &first };
    thread::scope(|scope| {
        scope.spawn(|| first.store(1, SeqCst));
        scope.spawn(|| other.store(2, SeqCst));
    });
    Outcome::new(first.load(SeqCst))
}
