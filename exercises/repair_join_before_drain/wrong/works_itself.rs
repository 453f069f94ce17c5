//! wrong: live, deadlock
use racecourse::channel::{self, Sender};

pub fn gather<W>(room: usize, workers: Vec<W>, mut each: impl FnMut(u32))
where
    W: FnOnce(Sender<u32>) + Send + 'static,
{
    for work in workers {
        let (sender, results) = channel::bounded(room);
        work(sender);
        results.iter().for_each(&mut each);
    }
}
