//! The same threads under one lock that each must hold to work: the others are there, and wait.

use std::thread::scope;

use racecourse_labs::lab::WorkerIds;
use racecourse_labs::labs::global_lock::lock::GlobalLock;

use super::pieces::work_in_turns;

/// The result, and where each worker was seen.
pub fn run(workers: usize, pieces: u64, length: u64) -> (u64, Vec<Vec<WorkerIds>>) {
    let lock = &GlobalLock::default();
    let done: Vec<_> = scope(|scope| {
        let start = |first| {
            scope.spawn(move || {
                let name = format!("thread {}", first + 1);
                lock.take();
                let done = work_in_turns(&name, first, workers, pieces, length, || lock.pass_on());
                lock.give_back();
                done
            })
        };
        let threads: Vec<_> = (0..workers as u64).map(start).collect();
        threads.into_iter().map(|thread| thread.join().expect("a worker does not panic")).collect()
    });
    let (steps, seen): (Vec<u64>, Vec<_>) = done.into_iter().unzip();
    (steps.iter().sum(), seen)
}
