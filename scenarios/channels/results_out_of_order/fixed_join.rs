//! Each worker is asked for its own result, in the order of the inputs.
//!
//! `racecourse check results_out_of_order --variant fixed_join`

use racecourse::Outcome;
use racecourse::{progress, thread};

/// A parallel loop: the squares of 1, 2 and 3, each in a worker of its own.
pub fn run() -> Outcome {
    let squares = thread::scope(|workers| {
        let started = [1, 2, 3].map(|n| {
            workers.spawn_named(&format!("worker {n}"), move || {
                square(n) // return: as soon as it is done
            })
        });
        started.map(|worker| worker.join().unwrap()) // collect: in the order of the inputs
    });

    Outcome::new(format!("{squares:?}"))
}

fn square(n: u32) -> u32 {
    let _work = progress::section("square"); // takes its time, and not the same for every input
    n * n
}
