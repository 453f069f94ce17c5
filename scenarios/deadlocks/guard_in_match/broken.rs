//! The guard in the head of a `match` lives to its last brace, and an arm that locks again waits for itself.
//!
//! `racecourse check guard_in_match --variant broken`

use racecourse::Outcome;
use racecourse::sync::Mutex;
use racecourse::thread;

/// A worker takes a job from a queue, and puts the next one in.
pub fn run() -> Outcome {
    let queue = Mutex::new(vec![1]);

    thread::scope(|scope| {
        scope.spawn_named("worker", || {
            match queue.lock().pop() {
                Some(job) => queue.lock().push(job + 1), // the guard of the line above is still alive
                None => queue.lock().push(1),
            }
        });
    });
    let queue = queue.lock();
    Outcome::new(format!("queue={queue:?}"))
}
