//! Two diners each take a fork, find the other taken, put theirs down and try again: in step, for ever.
//!
//! `racecourse check backoff_livelock --variant broken`

use racecourse::Outcome;
use racecourse::sync::Mutex;
use racecourse::thread;

/// Eats with both forks, and backs off if the second is taken.
fn eat(first: &Mutex<u32>, second: &Mutex<u32>) {
    loop {
        let mut mine = first.lock();
        if let Some(mut other) = second.try_lock() {
            *mine += 1;
            *other += 1;
            return;
        }
        drop(mine); // polite: perhaps the other needs it
        thread::yield_now();
    }
}

/// Two diners, two forks.
pub fn run() -> Outcome {
    let left_fork = Mutex::new(0);
    let right_fork = Mutex::new(0);

    thread::scope(|scope| {
        scope.spawn_named("left", || eat(&left_fork, &right_fork));
        scope.spawn_named("right", || eat(&right_fork, &left_fork)); // the other way round
    });
    let meals = *left_fork.lock();
    Outcome::new(format!("meals={meals}"))
}
