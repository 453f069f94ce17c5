//! Each result says where it belongs.
//!
//! `racecourse check results_out_of_order --variant fixed_index`

use racecourse::Outcome;
use racecourse::channel;
use racecourse::{progress, thread};

/// A parallel loop: the squares of 1, 2 and 3, each in a worker of its own.
pub fn run() -> Outcome {
    let (sender, results) = channel::unbounded();

    thread::scope(|workers| {
        let sender = &sender;
        for (place, n) in [(0, 1), (1, 2), (2, 3)] {
            workers.spawn_named(&format!("worker {n}"), move || {
                sender.send((place, square(n))).unwrap(); // send: as soon as it is done
            });
        }
    });

    drop(sender);
    let mut squares = vec![0; 3];
    for (place, square) in results.iter() {
        squares[place] = square; // collect: in whatever order, each goes to its place
    }

    Outcome::new(format!("{squares:?}"))
}

fn square(n: u32) -> u32 {
    let _work = progress::section("square"); // takes its time, and not the same for every input
    n * n
}
