//! Two transfers lock the same two accounts in opposite order and can wait for each other for ever.
//!
//! `racecourse check lock_order --variant broken`

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
    let alice = Mutex::new(100);
    let bob = Mutex::new(100);

    thread::scope(|scope| {
        scope.spawn_named("there", || transfer(&alice, &bob, 10));
        scope.spawn_named("back", || transfer(&bob, &alice, 5));
    });
    let (alice, bob) = (*alice.lock(), *bob.lock());
    Outcome::new(format!("alice={alice} bob={bob}"))
}
