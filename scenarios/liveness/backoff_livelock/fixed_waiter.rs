//! A waiter lets one diner at a time reach for forks.
//!
//! `racecourse check backoff_livelock --variant fixed_waiter`

use racecourse::Outcome;
use racecourse::sync::{Mutex, Semaphore};
use racecourse::thread;

/// Eats with both forks, when the waiter lets it.
fn eat(waiter: &Semaphore, first: &Mutex<u32>, second: &Mutex<u32>) {
    let _permit = waiter.acquire(); // waits instead of backing off
    let mut mine = first.lock();
    let mut other = second.lock();
    *mine += 1;
    *other += 1;
}

/// Two diners, two forks, one waiter.
pub fn run() -> Outcome {
    let waiter = Semaphore::new(1);
    let left_fork = Mutex::new(0);
    let right_fork = Mutex::new(0);

    thread::scope(|scope| {
        scope.spawn_named("left", || eat(&waiter, &left_fork, &right_fork));
        scope.spawn_named("right", || eat(&waiter, &right_fork, &left_fork)); // the other way round
    });
    let meals = *left_fork.lock();
    Outcome::new(format!("meals={meals}"))
}
