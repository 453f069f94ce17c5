//! livelock (or spin), never silence. Each of two actors waits for the other to lower its flag first.

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::hint::spin_loop;
use racecourse::sync::atomic::{AtomicBool, Ordering::SeqCst};
use racecourse::thread;

pub(super) fn run() -> Outcome {
    let flags = Arc::new([AtomicBool::new(true), AtomicBool::new(true)]);
    let actors: Vec<_> = (0..2)
        .map(|me| {
            let flags = Arc::clone(&flags);
            thread::spawn(move || {
                while flags[1 - me].load(SeqCst) {
                    spin_loop();
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
