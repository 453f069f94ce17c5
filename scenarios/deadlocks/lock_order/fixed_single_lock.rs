//! One lock for all accounts.
//!
//! `racecourse check lock_order --variant fixed_single_lock`

use racecourse::Outcome;
use racecourse::sync::Mutex;
use racecourse::thread;

/// All accounts of the bank.
struct Bank {
    alice: i32,
    bob: i32,
}

/// Two transfers between the same accounts, one in each direction.
pub fn run() -> Outcome {
    let bank = Mutex::new(Bank { alice: 100, bob: 100 });

    let (there, back) = thread::scope(|scope| {
        let there = scope.spawn_named("there", || {
            let mut bank = bank.lock(); // the only lock
            bank.alice -= 10;
            bank.bob += 10;
            bank.alice + bank.bob
        });
        let back = scope.spawn_named("back", || {
            let mut bank = bank.lock(); // the only lock
            bank.bob -= 5;
            bank.alice += 5;
            bank.alice + bank.bob
        });
        (there.join().unwrap(), back.join().unwrap())
    });
    let bank = bank.lock();
    Outcome::new(format!("alice={} bob={}, {there} and {back} in all", bank.alice, bank.bob))
}
