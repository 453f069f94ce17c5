//! right: atomic counts, and threads in scopes, 10 of 10
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;

use subject::{New, Test};

pub const TESTS: &[Test] = &[("all have come", |new| meets(new, 3, 1)), ("and again", |new| meets(new, 2, 3))];

fn meets(new: New, n: usize, rounds: usize) {
    let (place, come, led) = (&new(n), &AtomicUsize::new(0), &AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..n {
            scope.spawn(move || {
                for round in 1..=rounds {
                    come.fetch_add(1, SeqCst);
                    place.meet(|| {
                        assert_eq!(come.load(SeqCst), n * round);
                        led.fetch_add(1, SeqCst);
                    });
                    assert_eq!(led.load(SeqCst), round);
                }
            });
        }
    });
}
