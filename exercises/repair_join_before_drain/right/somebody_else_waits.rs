//! right: another thread waits for the workers, by a macro
use racecourse::channel::{self, Sender};
use std::thread;

macro_rules! in_background {
    ($($step:stmt;)*) => {
        thread::spawn(move || { $($step)* })
    };
}

pub fn gather<W>(room: usize, workers: Vec<W>, mut each: impl FnMut(u32))
where
    W: FnOnce(Sender<u32>) + Send + 'static,
{
    let (sender, results) = channel::bounded(room);
    let mut started = Vec::new();
    for work in workers {
        let own = sender.clone();
        started.push(in_background!(work(own);));
    }
    drop(sender);
    let waiting = in_background!(started.into_iter().for_each(|worker| worker.join().unwrap()););
    while let Ok(result) = results.recv() {
        each(result);
    }
    waiting.join().unwrap();
}
