//! wrong: right, refuses what is right: panic
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;

use subject::{New, Test};

pub const TESTS: &[Test] = &[("all go on", all_go_on)];

// That both have gone on as soon as one of them has is not so.
fn all_go_on(new: New) {
    let (place, gone) = (&new(2), &AtomicUsize::new(0));
    thread::scope(|scope| {
        scope.spawn(move || {
            place.meet(|| ());
            gone.fetch_add(1, SeqCst);
        });
        place.meet(|| ());
        assert_eq!(gone.load(SeqCst), 1);
    });
}
