//! right: a log of what happens, looked at in the end, 10 of 10
use std::sync::{Arc, Mutex};
use std::thread;

use subject::{New, Test};

pub const TESTS: &[Test] = &[("pairs", pairs), ("three", three)];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    Comes,
    Leads,
    Goes,
}

/// What has happened, in order, where `n` workers meet so often.
fn log_of(new: New, n: usize, times: usize) -> Vec<Event> {
    let place = Arc::new(new(n));
    let log = Arc::new(Mutex::new(Vec::new()));
    let workers = (0..n).map(|_| {
        let (place, log) = (Arc::clone(&place), Arc::clone(&log));
        thread::spawn(move || {
            for _ in 0..times {
                log.lock().push(Event::Comes);
                place.meet(|| log.lock().push(Event::Leads));
                log.lock().push(Event::Goes);
            }
        })
    });
    for worker in workers.collect::<Vec<_>>() {
        worker.join().unwrap();
    }
    let log = log.lock();
    log.clone()
}

/// Before each leader everybody has come so often, and nobody has gone on since the last.
fn judge(log: &[Event], n: usize, times: usize) {
    let count = |events: &[Event], which: Event| events.iter().filter(|event| **event == which).count();
    assert_eq!(count(log, Event::Leads), times);
    for (at, event) in log.iter().enumerate() {
        let before = &log[..at];
        let rounds = count(before, Event::Leads);
        match event {
            Event::Leads => assert_eq!(count(before, Event::Comes), n * (rounds + 1)),
            Event::Goes => assert!(count(before, Event::Goes) < n * rounds),
            Event::Comes => {}
        }
    }
}

fn pairs(new: New) {
    judge(&log_of(new, 2, 2), 2, 2);
}

fn three(new: New) {
    judge(&log_of(new, 3, 1), 3, 1);
}
