//! wrong: live, leak
use racecourse::channel::{self, Receiver};
use std::thread;

macro_rules! later {
    ($value:expr) => {{
        let (sender, receiver) = channel::bounded(1);
        thread::spawn(move || sender.send($value).unwrap());
        receiver
    }};
}

pub fn parallel_map(inputs: Vec<u32>, work: fn(u32) -> u32) -> Vec<u32> {
    let results: Vec<Receiver<u32>> = inputs.into_iter().map(|input| later!(work(input))).collect();
    // A worker that has sent its result may still be there.
    results.iter().map(|result| result.recv().unwrap()).collect()
}
