//! "done" and livelock. Each holds one lock and tries the other's for ever.

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::sync::Mutex;
use racecourse::thread;

fn eat(first: &Mutex<u32>, second: &Mutex<u32>) {
    let _first = first.lock();
    while second.try_lock().is_none() {
        thread::yield_now();
    }
}

pub(super) fn run() -> Outcome {
    let (left, right) = (Arc::new(Mutex::new(0)), Arc::new(Mutex::new(0)));
    let other = {
        let (left, right) = (Arc::clone(&left), Arc::clone(&right));
        thread::spawn_named("other", move || eat(&right, &left))
    };
    eat(&left, &right);
    other.join().unwrap();
    Outcome::new("done")
}
