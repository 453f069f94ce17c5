//! The channel holds all results: this only moves the limit.
//!
//! `racecourse check join_before_drain --variant fixed_capacity`

use racecourse::Outcome;
use racecourse::channel;
use racecourse::thread;

/// A worker sends three results over a channel that holds three.
pub fn run() -> Outcome {
    let (sender, results) = channel::bounded(3); // room: for exactly as many as are sent

    let worker = thread::spawn_named("worker", move || {
        for result in [10, 20, 30] {
            sender.send(result).expect("main still holds the receiver");
        }
    });

    worker.join().unwrap();
    let sum: u32 = results.iter().sum();

    Outcome::new(format!("sum={sum}"))
}
