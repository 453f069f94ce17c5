//! Both take the forks in the same order, and wait.
//!
//! `racecourse check backoff_livelock --variant fixed_order`

use racecourse::Outcome;
use racecourse::sync::Mutex;
use racecourse::thread;

/// Eats with both forks, and waits for each. Each fork says the how-manieth meal with it this was.
fn eat(first: &Mutex<u32>, second: &Mutex<u32>) -> [u32; 2] {
    let mut mine = first.lock();
    let mut other = second.lock(); // waits instead of backing off
    *mine += 1;
    *other += 1;
    [*mine, *other]
}

/// Two diners, two forks.
pub fn run() -> Outcome {
    let left_fork = Mutex::new(0);
    let right_fork = Mutex::new(0);

    let (left, right) = thread::scope(|scope| {
        let left = scope.spawn_named("left", || eat(&left_fork, &right_fork));
        let right = scope.spawn_named("right", || eat(&left_fork, &right_fork)); // the same way round
        (left.join().unwrap(), right.join().unwrap())
    });
    Outcome::new(format!("left {left:?}, right {right:?}"))
}
