//! Both take the forks in the same order, and wait.
//!
//! `racecourse check backoff_livelock --variant fixed_order`

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::sync::Mutex;
use racecourse::thread;

/// Eats with both forks, and waits for each.
fn eat(first: &Mutex<u32>, second: &Mutex<u32>) {
    let mut mine = first.lock();
    let mut other = second.lock(); // waits instead of backing off
    *mine += 1;
    *other += 1;
}

/// Two diners, two forks.
pub fn run() -> Outcome {
    let left_fork = Arc::new(Mutex::new(0));
    let right_fork = Arc::new(Mutex::new(0));

    let left = {
        let (left_fork, right_fork) = (Arc::clone(&left_fork), Arc::clone(&right_fork));
        thread::spawn_named("left", move || eat(&left_fork, &right_fork))
    };
    let right = {
        let (left_fork, right_fork) = (Arc::clone(&left_fork), Arc::clone(&right_fork));
        thread::spawn_named("right", move || eat(&left_fork, &right_fork)) // the same way round
    };

    left.join().unwrap();
    right.join().unwrap();
    let meals = *left_fork.lock();
    Outcome::new(format!("meals={meals}"))
}
