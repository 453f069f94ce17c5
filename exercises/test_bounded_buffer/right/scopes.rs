//! right: threads in scopes, and a helper that counts what is inside, 10 of 10
use std::sync::atomic::{AtomicI32, Ordering::SeqCst};
use std::thread;

use subject::{Buffer, New, Test};

pub const TESTS: &[Test] = &[("one after the other", alone), ("crowded", crowded), ("a crowd of producers", producers)];

/// A buffer, and how much it must have in it at least: what was pushed, less what somebody has begun to take.
struct Counted {
    buffer: Buffer,
    inside: AtomicI32,
    room: i32,
}

impl Counted {
    fn new(new: New, room: i32) -> Self {
        Self { buffer: new(room as usize), inside: AtomicI32::new(0), room }
    }

    fn push(&self, item: u32) {
        self.buffer.push(item);
        assert!(self.inside.fetch_add(1, SeqCst) < self.room);
    }

    fn pop(&self) -> u32 {
        self.inside.fetch_sub(1, SeqCst);
        self.buffer.pop()
    }
}

fn alone(new: New) {
    let buffer = new(2);
    buffer.push(10);
    buffer.push(20);
    assert_eq!(buffer.pop(), 10);
    buffer.push(30);
    assert_eq!((buffer.pop(), buffer.pop()), (20, 30));
}

fn crowded(new: New) {
    let counted = &Counted::new(new, 1);
    let sum: u32 = thread::scope(|scope| {
        scope.spawn(move || counted.push(1));
        scope.spawn(move || counted.push(2));
        let other = scope.spawn(move || counted.pop());
        counted.pop() + other.join().unwrap()
    });
    assert_eq!(sum, 3);
}

fn producers(new: New) {
    let counted = &Counted::new(new, 1);
    let mut got = thread::scope(|scope| {
        for item in [1, 2, 4] {
            scope.spawn(move || counted.push(item));
        }
        [counted.pop(), counted.pop(), counted.pop()]
    });
    got.sort_unstable();
    assert_eq!(got, [1, 2, 4]);
}
