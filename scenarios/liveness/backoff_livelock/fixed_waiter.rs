//! A waiter lets one diner at a time reach for forks.
//!
//! `racecourse check backoff_livelock --variant fixed_waiter`

use racecourse::Outcome;
use racecourse::sync::{Mutex, Semaphore};
use racecourse::thread;

/// Eats with both forks, when the waiter lets it. Each fork says the how-manieth meal with it this was.
fn eat(waiter: &Semaphore, first: &Mutex<u32>, second: &Mutex<u32>) -> [u32; 2] {
    let _permit = waiter.acquire(); // waits instead of backing off
    let mut mine = first.lock();
    let mut other = second.lock();
    *mine += 1;
    *other += 1;
    [*mine, *other]
}

/// Two diners, two forks, one waiter.
pub fn run() -> Outcome {
    let waiter = Semaphore::new(1);
    let left_fork = Mutex::new(0);
    let right_fork = Mutex::new(0);

    let (left, right) = thread::scope(|scope| {
        let left = scope.spawn_named("left", || eat(&waiter, &left_fork, &right_fork));
        let right = scope.spawn_named("right", || eat(&waiter, &right_fork, &left_fork)); // the other way round
        (left.join().unwrap(), right.join().unwrap())
    });
    Outcome::new(format!("left {left:?}, right {right:?}"))
}
