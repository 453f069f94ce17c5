//! right: a scope that waits for all at its end
use racecourse::channel::{self, Sender};
use std::thread;

pub fn gather<W>(room: usize, workers: Vec<W>, each: impl FnMut(u32))
where
    W: FnOnce(Sender<u32>) + Send + 'static,
{
    thread::scope(|scope| {
        let (sender, results) = channel::bounded(room);
        for work in workers {
            let sender = sender.clone();
            scope.spawn(move || work(sender));
        }
        drop(sender);
        results.into_iter().for_each(each);
    });
}
