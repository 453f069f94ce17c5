use std::sync::Arc;
use std::thread;

use subject::{New, Test};

/// All tests, each with a name.
pub const TESTS: &[Test] = &[("one item goes through", one_item_goes_through)];

fn one_item_goes_through(new: New) {
    let buffer = Arc::new(new(1));
    let consumer = {
        let buffer = Arc::clone(&buffer);
        thread::spawn(move || buffer.pop())
    };
    buffer.push(7);
    consumer.join().unwrap();
}
