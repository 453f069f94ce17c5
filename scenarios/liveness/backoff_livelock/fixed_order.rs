//! Both take the forks in the same order, and wait.
//!
//! `racecourse check backoff_livelock --variant fixed_order`

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
    let left_fork = Mutex::new(0);
    let right_fork = Mutex::new(0);

    thread::scope(|scope| {
        scope.spawn_named("left", || eat(&left_fork, &right_fork));
        scope.spawn_named("right", || eat(&left_fork, &right_fork)); // the same way round
    });
    let meals = *left_fork.lock();
    Outcome::new(format!("meals={meals}"))
}
