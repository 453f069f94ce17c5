//! wrong: right, results are missing
use racecourse::channel::{self, Sender};
use std::thread;

pub fn gather<W>(room: usize, workers: Vec<W>, mut each: impl FnMut(u32))
where
    W: FnOnce(Sender<u32>) + Send + 'static,
{
    let _ = (room, workers, &mut each);
}
