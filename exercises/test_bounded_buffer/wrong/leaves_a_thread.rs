//! wrong: live, refuses what is right: leak
use std::sync::Arc;
use std::thread;

use subject::{New, Test};

pub const TESTS: &[Test] = &[("it waits", it_waits)];

fn it_waits(new: New) {
    let buffer = Arc::new(new(1));
    let _ = thread::spawn(move || buffer.pop());
}
