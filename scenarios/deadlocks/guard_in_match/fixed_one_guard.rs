//! One named guard, used by the arm too.
//!
//! `racecourse check guard_in_match --variant fixed_one_guard`

use racecourse::Outcome;
use racecourse::sync::Mutex;
use racecourse::thread;

/// A worker takes a job from a queue, and puts the next one in.
pub fn run() -> Outcome {
    let queue = Mutex::new(vec![1]);

    thread::scope(|scope| {
        scope.spawn_named("worker", || {
            let mut queue = queue.lock(); // one guard for all that follows
            match queue.pop() {
                Some(job) => queue.push(job + 1),
                None => queue.push(1),
            }
        });
    });
    let queue = queue.lock();
    Outcome::new(format!("queue={queue:?}"))
}
