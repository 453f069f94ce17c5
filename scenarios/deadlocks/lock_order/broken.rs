//! Two transfers lock the same two accounts in opposite order and can wait for each other for ever.
//!
//! `racecourse check lock_order --variant broken`

use racecourse::Outcome;
use racecourse::sync::Mutex;
use racecourse::thread;

/// Moves `amount` from one account to another, and says what the two hold together.
fn transfer(from: &Mutex<i32>, to: &Mutex<i32>, amount: i32) -> i32 {
    let mut from = from.lock(); // first: the one the money leaves
    let mut to = to.lock(); // second: the one it goes to
    *from -= amount;
    *to += amount;
    *from + *to
}

/// Two transfers between the same accounts, one in each direction.
pub fn run() -> Outcome {
    let alice = Mutex::new(100);
    let bob = Mutex::new(100);

    let (there, back) = thread::scope(|scope| {
        let there = scope.spawn_named("there", || transfer(&alice, &bob, 10));
        let back = scope.spawn_named("back", || transfer(&bob, &alice, 5));
        (there.join().unwrap(), back.join().unwrap())
    });
    let (alice, bob) = (*alice.lock(), *bob.lock());
    Outcome::new(format!("alice={alice} bob={bob}, {there} and {back} in all"))
}
