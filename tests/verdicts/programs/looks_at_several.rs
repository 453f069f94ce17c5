//! an exhaustive search. A correct wait whose rounds look at a varying set of flags.

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::hint::spin_loop;
use racecourse::sync::atomic::{AtomicBool, Ordering::SeqCst};
use racecourse::thread;

pub(super) fn run() -> Outcome {
    let flags: Arc<[AtomicBool; 3]> = Arc::default();
    let actors: Vec<_> = (0..3)
        .map(|me| {
            let flags = Arc::clone(&flags);
            thread::spawn(move || {
                flags[me].store(true, SeqCst);
                while (0..3).any(|it| it != me && flags[it].load(SeqCst)) && !flags[(me + 1) % 3].load(SeqCst) {
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
