//! The main thread waits for a worker to end before it reads; the worker waits for room in the channel.
//!
//! `racecourse check join_before_drain --variant broken`

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

    worker.join().unwrap(); // wait: the worker cannot end before somebody reads
    let sum: u32 = results.iter().sum();

    Outcome::new(format!("sum={sum}"))
}
