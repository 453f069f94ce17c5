//! A thread writes its result into a field of the object that stands for it, or so it seems: it has a copy of the field.

use std::thread::{JoinHandle, spawn};

/// A worker as an object, with a place for its result.
struct Worker {
    result: Option<u64>,
    thread: JoinHandle<()>,
}

/// What the objects of so many threads say when they are asked after the threads have ended.
#[expect(unused_assignments, reason = "the compiler notices too that nobody reads what a thread writes here")]
pub fn results(threads: u64) -> Vec<Option<u64>> {
    let start = |number: u64| {
        let mut result = None;
        let thread = spawn(move || {
            result = Some(number * number); // the thread's own: it was moved there
            std::hint::black_box(result);
        });
        Worker { result, thread }
    };
    let workers: Vec<Worker> = (1..=threads).map(start).collect();
    let ask = |worker: Worker| {
        worker.thread.join().expect("a worker does not panic");
        worker.result
    };
    workers.into_iter().map(ask).collect()
}
