//! wrong: right, refuses what is right: panic
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

use subject::{New, Test};

pub const TESTS: &[Test] = &[("it is woken", it_is_woken)];

// Nobody has promised that the other one is done after a while.
fn it_is_woken(new: New) {
    let buffer = &new(1);
    let done = &AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(move || {
            buffer.pop();
            done.store(true, SeqCst);
        });
        buffer.push(1);
        thread::sleep(Duration::from_millis(100));
        assert!(done.load(SeqCst));
    });
}
