//! wrong: concurrent, work never overlaps work
use racecourse::channel::{self, Sender};
use std::thread;

pub fn gather<W>(room: usize, workers: Vec<W>, mut each: impl FnMut(u32))
where
    W: FnOnce(Sender<u32>) + Send + 'static,
{
    for work in workers {
        let (sender, results) = channel::bounded(room);
        let worker = thread::spawn(move || work(sender));
        results.iter().for_each(&mut each);
        worker.join().unwrap();
    }
}
