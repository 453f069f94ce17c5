//! Read until the channel is closed, then wait for the worker.
//!
//! `racecourse check join_before_drain --variant fixed_drain_first`

use racecourse::Outcome;
use racecourse::channel;
use racecourse::thread;

/// A worker sends three results over a channel that holds one.
pub fn run() -> Outcome {
    let (sender, results) = channel::bounded(1);

    let worker = thread::spawn_named("worker", move || {
        for result in [10, 20, 30] {
            sender.send(result).expect("main still holds the receiver");
        }
    });

    let sum: u32 = results.iter().sum();
    worker.join().unwrap(); // wait: all results are here

    Outcome::new(format!("sum={sum}"))
}
