//! The lock is held while computing: right, and one at a time.
//!
//! `racecourse check cache_stampede --variant fixed_lock`

use racecourse::sync::Mutex;
use racecourse::{Outcome, progress, thread};

/// What has been computed so far, by key.
type Cache = Mutex<[Option<u32>; 2]>;

/// Two workers need the value of key 0, and `main` that of key 1.
pub fn run() -> Outcome {
    let cache: Cache = Mutex::new([None; 2]);

    let (left, right, main) = thread::scope(|scope| {
        let [left, right] = ["left", "right"].map(|name| scope.spawn_named(name, || get(&cache, 0)));
        let main = get(&cache, 1);
        (left.join().unwrap(), right.join().unwrap(), main)
    });
    let (values, zero, one) = ([left.0, right.0, main.0], left.1 + right.1, main.1);
    Outcome::new(format!("{values:?}, computed {zero}× and {one}×"))
}

/// The value of `key`, and how often it was computed for this.
fn get(cache: &Cache, key: usize) -> (u32, u32) {
    let mut values = cache.lock(); // look: and keep the lock, which is that of all keys
    if let Some(value) = values[key] {
        return (value, 0);
    }
    let value = compute(key);
    values[key] = Some(value); // fill: nobody else can have done so
    (value, 1)
}

fn compute(key: usize) -> u32 {
    let _work = progress::section(["compute key 0", "compute key 1"][key]);
    [3, 5][key]
}
