//! "ok" and livelock (or spin). Peterson's lock without its turn: each raises its flag and waits for the other's.

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::sync::atomic::{AtomicBool, Ordering::SeqCst};
use racecourse::thread;

pub(super) fn run() -> Outcome {
    let flags = Arc::new([AtomicBool::new(false), AtomicBool::new(false)]);
    let actors: Vec<_> = (0..2)
        .map(|me| {
            let flags = Arc::clone(&flags);
            thread::spawn(move || {
                flags[me].store(true, SeqCst);
                while flags[1 - me].load(SeqCst) {
                    thread::yield_now();
                }
                flags[me].store(false, SeqCst);
            })
        })
        .collect();
    for actor in actors {
        actor.join().unwrap();
    }
    Outcome::new("ok")
}
