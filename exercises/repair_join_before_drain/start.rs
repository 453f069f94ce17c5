use racecourse::channel::{self, Sender};
use std::thread;

/// Starts the workers and calls `each` with every result that they send, of which no more than `room` wait.
pub fn gather<W>(room: usize, workers: Vec<W>, mut each: impl FnMut(u32))
where
    W: FnOnce(Sender<u32>) + Send + 'static,
{
    let (sender, results) = channel::bounded(room);
    let start = |work: W| {
        let sender = sender.clone();
        thread::spawn(move || work(sender))
    };
    let started: Vec<_> = workers.into_iter().map(start).collect();
    drop(sender);

    for worker in started {
        worker.join().unwrap();
    }
    for result in results {
        each(result);
    }
}
