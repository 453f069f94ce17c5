//! A `let` before the `match` ends the guard at its semicolon.
//!
//! `racecourse check guard_in_match --variant fixed_bind_first`

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::sync::Mutex;
use racecourse::thread;

/// A worker takes a job from a queue, and puts the next one in.
pub fn run() -> Outcome {
    let queue = Arc::new(Mutex::new(vec![1]));

    let worker = {
        let queue = Arc::clone(&queue);
        thread::spawn_named("worker", move || {
            let job = queue.lock().pop(); // the guard ends here
            match job {
                Some(job) => queue.lock().push(job + 1),
                None => queue.lock().push(1),
            }
        })
    };

    worker.join().unwrap();
    let queue = queue.lock();
    Outcome::new(format!("queue={queue:?}"))
}
