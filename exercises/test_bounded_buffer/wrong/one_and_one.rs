//! wrong: kills, 6 of 9 mutants
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;

use subject::{New, Test};

pub const TESTS: &[Test] = &[("in order", in_order), ("no more than fits", no_more_than_fits)];

fn in_order(new: New) {
    let buffer = &new(2);
    thread::scope(|scope| {
        scope.spawn(move || (1..=3).for_each(|item| buffer.push(item)));
        assert_eq!([(); 3].map(|()| buffer.pop()), [1, 2, 3]);
    });
}

fn no_more_than_fits(new: New) {
    let buffer = &new(1);
    let returned = &AtomicUsize::new(0);
    thread::scope(|scope| {
        for item in [1, 2] {
            scope.spawn(move || {
                buffer.push(item);
                returned.fetch_add(1, SeqCst);
            });
        }
        assert!(returned.load(SeqCst) <= 1);
        assert_eq!(buffer.pop() + buffer.pop(), 3);
    });
}
