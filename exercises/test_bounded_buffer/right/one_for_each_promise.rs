//! right: one test for each promise, with threads that are joined, 10 of 10
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread::{self, JoinHandle};

use subject::{Buffer, New, Test};

pub const TESTS: &[Test] = &[
    ("in order", in_order),
    ("a consumer that waits is woken", consumer_waits),
    ("no more than fits", no_more_than_fits),
    ("two and two", two_and_two),
];

fn pushes(buffer: &Arc<Buffer>, item: u32) -> JoinHandle<()> {
    let buffer = Arc::clone(buffer);
    thread::spawn(move || buffer.push(item))
}

fn pops(buffer: &Arc<Buffer>) -> JoinHandle<u32> {
    let buffer = Arc::clone(buffer);
    thread::spawn(move || buffer.pop())
}

fn in_order(new: New) {
    let buffer = new(3);
    for item in [4, 5, 6] {
        buffer.push(item);
    }
    assert_eq!([buffer.pop(), buffer.pop(), buffer.pop()], [4, 5, 6]);
}

fn consumer_waits(new: New) {
    let buffer = Arc::new(new(1));
    let consumer = pops(&buffer);
    buffer.push(8);
    assert_eq!(consumer.join().unwrap(), 8);
}

fn no_more_than_fits(new: New) {
    let buffer = Arc::new(new(1));
    let returned = Arc::new(AtomicUsize::new(0));
    let producers = [1, 2, 3].map(|item| {
        let (buffer, returned) = (Arc::clone(&buffer), Arc::clone(&returned));
        thread::spawn(move || {
            buffer.push(item);
            returned.fetch_add(1, SeqCst);
        })
    });
    let mut got = Vec::new();
    for popped in 0..3 {
        assert!(returned.load(SeqCst) <= popped + 1, "more is in it than fits");
        got.push(buffer.pop());
    }
    for producer in producers {
        producer.join().unwrap();
    }
    got.sort_unstable();
    assert_eq!(got, [1, 2, 3]);
}

fn two_and_two(new: New) {
    let buffer = Arc::new(new(1));
    let producers = [pushes(&buffer, 1), pushes(&buffer, 2)];
    let consumers = [pops(&buffer), pops(&buffer)];
    for producer in producers {
        producer.join().unwrap();
    }
    let mut got = consumers.map(|consumer| consumer.join().unwrap());
    got.sort_unstable();
    assert_eq!(got, [1, 2]);
}
