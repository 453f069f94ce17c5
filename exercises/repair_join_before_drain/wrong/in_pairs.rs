//! wrong: concurrent, first sends never overlaps third sends

use racecourse::channel::{self, Sender};
use std::thread;

pub fn gather<W>(room: usize, workers: Vec<W>, mut each: impl FnMut(u32))
where
    W: FnOnce(Sender<u32>) + Send + 'static,
{
    let mut waiting = workers.into_iter();
    // Two at a time: the third begins when the first two have ended.
    while let Some(first) = waiting.next() {
        let (sender, results) = channel::bounded(room);
        let pair = [Some(first), waiting.next()].into_iter().flatten();
        let started: Vec<_> = pair
            .map(|work| {
                let sender = sender.clone();
                thread::spawn(move || work(sender))
            })
            .collect();
        drop(sender);
        for result in results {
            each(result);
        }
        for worker in started {
            worker.join().unwrap();
        }
    }
}
