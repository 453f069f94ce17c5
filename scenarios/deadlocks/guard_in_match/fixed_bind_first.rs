//! A `let` before the `match` ends the guard at its semicolon.
//!
//! `racecourse check guard_in_match --variant fixed_bind_first`

use racecourse::Outcome;
use racecourse::sync::Mutex;
use racecourse::thread;

/// A worker takes a job from a queue, and puts the next one in.
pub fn run() -> Outcome {
    let queue = Mutex::new(vec![1]);

    thread::scope(|scope| {
        scope.spawn_named("worker", || {
            let job = queue.lock().pop(); // the guard ends here
            match job {
                Some(job) => queue.lock().push(job + 1),
                None => queue.lock().push(1),
            }
        });
    });
    let queue = queue.lock();
    Outcome::new(format!("queue={queue:?}"))
}
