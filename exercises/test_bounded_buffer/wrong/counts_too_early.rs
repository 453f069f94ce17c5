//! wrong: live, refuses what is right: deadlock
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;

use subject::{New, Test};

pub const TESTS: &[Test] = &[("no more than fits", no_more_than_fits)];

// Whoever counts before it pushes counts items that wait outside. And who panics in a scope still waits for its threads.
fn no_more_than_fits(new: New) {
    let buffer = &new(1);
    let inside = &AtomicUsize::new(0);
    thread::scope(|scope| {
        scope.spawn(move || {
            for item in 0..2 {
                inside.fetch_add(1, SeqCst);
                buffer.push(item);
            }
        });
        assert!(inside.load(SeqCst) <= 1);
        buffer.pop();
        buffer.pop();
    });
}
