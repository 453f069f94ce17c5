//! wrong: right, refuses what is right: panic
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;

use subject::{New, Test};

pub const TESTS: &[Test] = &[("main leads", main_leads)];

// Which of them leads nobody has promised.
fn main_leads(new: New) {
    let place = Arc::new(new(2));
    let led = Arc::new(AtomicBool::new(false));
    let other = {
        let place = Arc::clone(&place);
        thread::spawn(move || place.meet(|| ()))
    };
    place.meet(|| led.store(true, SeqCst));
    other.join().unwrap();
    assert!(led.load(SeqCst));
}
