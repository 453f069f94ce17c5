//! 2, or a clear word on who is inside what; never a hang without one.

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::thread;

pub(super) fn run() -> Outcome {
    let count = Arc::new(std::sync::Mutex::new(0));
    let actors: Vec<_> = (0..2)
        .map(|_| {
            let count = Arc::clone(&count);
            thread::spawn(move || {
                let mut count = count.lock().unwrap();
                thread::yield_now();
                *count += 1;
            })
        })
        .collect();
    for actor in actors {
        actor.join().unwrap();
    }
    Outcome::new(*count.lock().unwrap())
}
