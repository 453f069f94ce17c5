//! Accounts, each under a lock of its own.

use racecourse::sync::Mutex;

/// An account.
pub struct Account {
    id: u32,
    balance: Mutex<u32>,
}

impl Account {
    /// An account with so much in it.
    pub fn new(id: u32, balance: u32) -> Self {
        Self { id, balance: Mutex::new(balance) }
    }

    /// What is in it.
    pub fn balance(&self) -> u32 {
        *self.balance.lock()
    }
}

/// Moves `amount`, with both accounts locked: first the one that it comes from.
pub fn transfer(from: &Account, to: &Account, amount: u32) {
    let mut source = from.balance.lock();
    let mut target = to.balance.lock();
    *source -= amount;
    *target += amount;
}

/// The same: first the one with the smaller number.
pub fn transfer_in_order(from: &Account, to: &Account, amount: u32) {
    let (mut source, mut target);
    if from.id < to.id {
        source = from.balance.lock();
        target = to.balance.lock();
    } else {
        target = to.balance.lock();
        source = from.balance.lock();
    }
    *source -= amount;
    *target += amount;
}
