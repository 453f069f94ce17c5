//! wrong: kills, 7 of 9 mutants
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;

use subject::{New, Test};

pub const TESTS: &[Test] = &[("twice", twice)];

fn twice(new: New) {
    let (place, come, led) = (&new(2), &AtomicUsize::new(0), &AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(move || {
                for round in 1..=2 {
                    come.fetch_add(1, SeqCst);
                    place.meet(|| {
                        assert_eq!(come.load(SeqCst), 2 * round);
                        led.fetch_add(1, SeqCst);
                    });
                    assert_eq!(led.load(SeqCst), round);
                }
            });
        }
    });
}
