//! wrong: live, deadlock
use racecourse::channel::{self, Sender};
use std::sync::{Arc, Semaphore};
use std::thread;

pub fn gather<W>(room: usize, workers: Vec<W>, mut each: impl FnMut(u32))
where
    W: FnOnce(Sender<u32>) + Send + 'static,
{
    let (sender, results) = channel::bounded(room);
    let at_work = Arc::new(Semaphore::new(2));
    let start = |work: W| {
        let (sender, at_work) = (sender.clone(), Arc::clone(&at_work));
        thread::spawn(move || {
            let _at_work = at_work.acquire();
            work(sender)
        })
    };
    let started: Vec<_> = workers.into_iter().map(start).collect();
    drop(sender);

    for result in results {
        each(result);
    }
    for worker in started {
        worker.join().unwrap();
    }
}
