//! wrong: live, deadlock
use racecourse::channel;
use std::thread;

pub fn parallel_map(inputs: Vec<u32>, work: fn(u32) -> u32) -> Vec<u32> {
    let (sender, results) = channel::bounded(10);
    let mut all = vec![0; inputs.len()];
    let mut workers = Vec::new();
    for (place, input) in inputs.into_iter().enumerate() {
        let sender = sender.clone();
        workers.push(thread::spawn(move || sender.send((place, work(input))).unwrap()));
    }
    for worker in workers {
        worker.join().unwrap();
    }
    drop(sender);
    for (place, result) in results {
        all[place] = result;
    }
    all
}
