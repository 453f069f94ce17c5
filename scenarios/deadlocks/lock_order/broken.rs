//! Two transfers lock the same two accounts in opposite order and can wait for each other for ever.
//!
//! `racecourse check lock_order --variant broken`

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::sync::Mutex;
use racecourse::thread;

/// Moves `amount` from one account to another.
fn transfer(from: &Mutex<i32>, to: &Mutex<i32>, amount: i32) {
    let mut from = from.lock(); // first: the one the money leaves
    let mut to = to.lock(); // second: the one it goes to
    *from -= amount;
    *to += amount;
}

/// Two transfers between the same accounts, one in each direction.
pub fn run() -> Outcome {
    let alice = Arc::new(Mutex::new(100));
    let bob = Arc::new(Mutex::new(100));

    let there = {
        let (alice, bob) = (Arc::clone(&alice), Arc::clone(&bob));
        thread::spawn_named("there", move || transfer(&alice, &bob, 10))
    };
    let back = {
        let (alice, bob) = (Arc::clone(&alice), Arc::clone(&bob));
        thread::spawn_named("back", move || transfer(&bob, &alice, 5))
    };

    there.join().unwrap();
    back.join().unwrap();
    let (alice, bob) = (*alice.lock(), *bob.lock());
    Outcome::new(format!("alice={alice} bob={bob}"))
}
