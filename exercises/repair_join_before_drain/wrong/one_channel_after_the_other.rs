//! wrong: concurrent, second handed over never overlaps first sends

use racecourse::channel::{self, Sender};
use std::thread;

/// Each worker has a channel of its own, and what the second one sends waits until the first one has ended.
pub fn gather<W>(room: usize, workers: Vec<W>, mut each: impl FnMut(u32))
where
    W: FnOnce(Sender<u32>) + Send + 'static,
{
    let start = |work: W| {
        let (sender, results) = channel::bounded(room);
        (results, thread::spawn(move || work(sender)))
    };
    let started: Vec<_> = workers.into_iter().map(start).collect();
    for (results, worker) in started {
        for result in results {
            each(result);
        }
        worker.join().unwrap();
    }
}
