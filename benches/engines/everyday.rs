//! Programs as people write them: a bounded buffer, and processes that share a pipe.

use std::collections::VecDeque;
use std::sync::Arc;

use racecourse::Outcome;
use racecourse::process::{self, PipeReader, PipeWriter};
use racecourse::sync::{Condvar, Mutex};
use racecourse::thread;

use crate::measure::Row;

/// What they are called, and how large they are.
pub(crate) const ALL: [Row; 2] = [("buffer", bounded_buffer, (0, 0)), ("three processes", three_processes, (0, 0))];

/// Two put two items each into a buffer with one place, two take two each.
fn bounded_buffer() -> Outcome {
    struct Buffer {
        items: Mutex<VecDeque<u32>>,
        not_full: Condvar,
        not_empty: Condvar,
    }
    let buffer =
        Arc::new(Buffer { items: Mutex::new(VecDeque::new()), not_full: Condvar::new(), not_empty: Condvar::new() });
    let producers = (0..2).map(|item| {
        let buffer = Arc::clone(&buffer);
        thread::spawn(move || {
            for _ in 0..2 {
                let mut items = buffer.items.lock();
                buffer.not_full.wait_while(&mut items, |items| !items.is_empty());
                items.push_back(item);
                buffer.not_empty.notify_one();
            }
        })
    });
    let producers: Vec<_> = producers.collect();
    let consumers = (0..2).map(|_| {
        let buffer = Arc::clone(&buffer);
        thread::spawn(move || {
            for _ in 0..2 {
                let mut items = buffer.items.lock();
                buffer.not_empty.wait_while(&mut items, |items| items.is_empty());
                items.pop_front();
                buffer.not_full.notify_one();
            }
        })
    });
    let consumers: Vec<_> = consumers.collect();
    for actor in producers.into_iter().chain(consumers) {
        actor.join().expect("no panic");
    }
    Outcome::new("done")
}

/// Two children write two bytes each, one at a time, and the parent reads to the end.
fn three_processes() -> Outcome {
    fn write((reader, mut writer): (PipeReader, PipeWriter)) {
        drop(reader);
        for byte in [1, 2] {
            writer.write_all(&[byte]).expect("the parent reads");
        }
    }
    let (mut reader, writer) = process::pipe();
    let ends = (reader, writer);
    let mut children = ["left", "right"].map(|name| process::fork(name, &ends, write));
    drop(ends.1);
    reader = ends.0;
    let mut buffer = [0; 1];
    while reader.read(&mut buffer).expect("it can be read") > 0 {}
    for child in &mut children {
        child.wait();
    }
    Outcome::new("done")
}
