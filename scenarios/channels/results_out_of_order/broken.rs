//! Workers send their results as they finish; the main thread takes the order of arrival for that of the inputs.
//!
//! `racecourse check results_out_of_order --variant broken`

use racecourse::Outcome;
use racecourse::channel;
use racecourse::{progress, thread};

/// A parallel loop: the squares of 1, 2 and 3, each in a worker of its own.
pub fn run() -> Outcome {
    let (sender, results) = channel::unbounded();

    thread::scope(|workers| {
        let sender = &sender;
        for n in [1, 2, 3] {
            workers.spawn_named(&format!("worker {n}"), move || {
                sender.send(square(n)).unwrap(); // send: as soon as it is done
            });
        }
    });

    drop(sender);
    let squares: Vec<u32> = results.iter().collect(); // collect: in the order of arrival

    Outcome::new(format!("{squares:?}"))
}

fn square(n: u32) -> u32 {
    let _work = progress::section("square"); // takes its time, and not the same for every input
    n * n
}
