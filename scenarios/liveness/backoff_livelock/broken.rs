//! Two diners each take a fork, find the other taken, put theirs down and try again: in step, for ever.
//!
//! `racecourse check backoff_livelock --variant broken`

use racecourse::Outcome;
use racecourse::sync::Mutex;
use racecourse::thread;

/// Eats with both forks, and backs off if the second is taken. Each fork says the how-manieth meal with it this was.
fn eat(first: &Mutex<u32>, second: &Mutex<u32>) -> [u32; 2] {
    loop {
        let mut mine = first.lock();
        if let Some(mut other) = second.try_lock() {
            *mine += 1;
            *other += 1;
            return [*mine, *other];
        }
        drop(mine); // polite: perhaps the other needs it
        thread::yield_now();
    }
}

/// Two diners, two forks.
pub fn run() -> Outcome {
    let left_fork = Mutex::new(0);
    let right_fork = Mutex::new(0);

    let (left, right) = thread::scope(|scope| {
        let left = scope.spawn_named("left", || eat(&left_fork, &right_fork));
        let right = scope.spawn_named("right", || eat(&right_fork, &left_fork)); // the other way round
        (left.join().unwrap(), right.join().unwrap())
    });
    Outcome::new(format!("left {left:?}, right {right:?}"))
}
