//! Each worker counts for itself; the sums are added at the join.
//!
//! `racecourse check lost_update --variant fixed_merge`

use racecourse::Outcome;
use racecourse::thread;

/// Two workers each count 1, and `main` adds up.
pub fn run() -> Outcome {
    let counter = thread::scope(|scope| {
        let left = scope.spawn_named("left", || {
            let mut count = 0; // nobody else's
            count += 1;
            count
        });
        let right = scope.spawn_named("right", || {
            let mut count = 0; // nobody else's
            count += 1;
            count
        });
        left.join().unwrap() + right.join().unwrap()
    });
    Outcome::new(format!("counter={counter}"))
}
