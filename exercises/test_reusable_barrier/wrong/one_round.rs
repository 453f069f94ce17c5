//! wrong: kills, 7 of 9 mutants
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;

use subject::{New, Test};

pub const TESTS: &[Test] = &[("all have come", all_have_come)];

fn all_have_come(new: New) {
    let (place, come, led) = (&new(3), &AtomicUsize::new(0), &AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(move || {
                come.fetch_add(1, SeqCst);
                place.meet(|| {
                    assert_eq!(come.load(SeqCst), 3);
                    led.fetch_add(1, SeqCst);
                });
                assert_eq!(led.load(SeqCst), 1);
            });
        }
    });
}
