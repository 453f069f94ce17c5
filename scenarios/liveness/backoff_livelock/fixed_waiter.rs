//! A waiter lets one diner at a time reach for forks.
//!
//! `racecourse check backoff_livelock --variant fixed_waiter`

use std::sync::Arc;

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
    let waiter = Arc::new(Semaphore::new(1));
    let left_fork = Arc::new(Mutex::new(0));
    let right_fork = Arc::new(Mutex::new(0));

    let left = {
        let (waiter, left_fork, right_fork) = (Arc::clone(&waiter), Arc::clone(&left_fork), Arc::clone(&right_fork));
        thread::spawn_named("left", move || eat(&waiter, &left_fork, &right_fork))
    };
    let right = {
        let (waiter, left_fork, right_fork) = (Arc::clone(&waiter), Arc::clone(&left_fork), Arc::clone(&right_fork));
        thread::spawn_named("right", move || eat(&waiter, &right_fork, &left_fork)) // the other way round
    };

    left.join().unwrap();
    right.join().unwrap();
    let meals = *left_fork.lock();
    Outcome::new(format!("meals={meals}"))
}
