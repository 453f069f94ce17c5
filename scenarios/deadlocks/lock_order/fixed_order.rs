//! The account with the smaller number is always locked first.
//!
//! `racecourse check lock_order --variant fixed_order`

use racecourse::Outcome;
use racecourse::sync::Mutex;
use racecourse::thread;

/// An account with its number, which never changes.
struct Account {
    number: u32,
    money: Mutex<i32>,
}

/// Moves `amount` from one account to another, and says what the two hold together.
fn transfer(from: &Account, to: &Account, amount: i32) -> i32 {
    let (first, second) = if from.number < to.number { (from, to) } else { (to, from) };
    let mut first_money = first.money.lock(); // first: the smaller number
    let mut second_money = second.money.lock(); // second: the larger one
    let (leaves, arrives) = if first.number == from.number {
        (&mut first_money, &mut second_money)
    } else {
        (&mut second_money, &mut first_money)
    };
    **leaves -= amount;
    **arrives += amount;
    **leaves + **arrives
}

/// Two transfers between the same accounts, one in each direction.
pub fn run() -> Outcome {
    let alice = Account { number: 1, money: Mutex::new(100).named("alice") };
    let bob = Account { number: 2, money: Mutex::new(100).named("bob") };

    let (there, back) = thread::scope(|scope| {
        let there = scope.spawn_named("there", || transfer(&alice, &bob, 10));
        let back = scope.spawn_named("back", || transfer(&bob, &alice, 5));
        (there.join().unwrap(), back.join().unwrap())
    });
    let (alice, bob) = (*alice.money.lock(), *bob.money.lock());
    Outcome::new(format!("alice={alice} bob={bob}, {there} and {back} in all"))
}
