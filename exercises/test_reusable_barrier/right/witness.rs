//! right: plain memory as a witness, 10 of 10
use std::sync::Arc;
use std::thread;

use racecourse::cell::RacyCell;
use subject::{New, Rounds, Test};

pub const TESTS: &[Test] = &[("three meet once", three_meet_once), ("two meet three times", two_meet_three_times)];

/// What workers write before they meet, and how often somebody has led.
struct Shared {
    rounds: Rounds,
    written: Vec<RacyCell<u32>>,
    led: RacyCell<u32>,
}

impl Shared {
    fn new(new: New, n: usize) -> Arc<Self> {
        let written = (0..n).map(|_| RacyCell::new(0)).collect();
        Arc::new(Self { rounds: new(n), written, led: RacyCell::new(0) })
    }

    fn work(&self, me: usize, rounds: u32) {
        for round in 1..=rounds {
            self.written[me].set(round);
            self.rounds.meet(|| {
                assert!(self.written.iter().all(|written| written.get() == round));
                self.led.set(self.led.get() + 1);
            });
            assert_eq!(self.led.get(), round);
        }
    }
}

fn all(new: New, n: usize, rounds: u32) {
    let shared = Shared::new(new, n);
    let others: Vec<_> = (1..n)
        .map(|me| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || shared.work(me, rounds))
        })
        .collect();
    shared.work(0, rounds);
    for other in others {
        other.join().unwrap();
    }
}

fn three_meet_once(new: New) {
    all(new, 3, 1);
}

fn two_meet_three_times(new: New) {
    all(new, 2, 3);
}
