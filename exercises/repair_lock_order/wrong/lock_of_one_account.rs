//! wrong: right, money is missing
use std::sync::Mutex;

/// Accounts, counted from 0.
pub struct Bank {
    accounts: Vec<Mutex<i32>>,
}

impl Bank {
    /// So many accounts, with so much money in each.
    pub fn new(accounts: usize, money: i32) -> Self {
        Self { accounts: (0..accounts).map(|_| Mutex::new(money)).collect() }
    }

    /// Calls `book` with both accounts, which nobody else uses meanwhile.
    pub fn transfer(&self, from: usize, to: usize, book: impl FnOnce(&mut i32, &mut i32)) {
        // The other account is unlocked again at the end of its line.
        let mut arrives = *self.accounts[to].lock();
        let mut leaves = self.accounts[from].lock();
        let before = arrives;
        book(&mut leaves, &mut arrives);
        drop(leaves);
        *self.accounts[to].lock() += arrives - before;
    }

    /// What all accounts hold together.
    pub fn total(&self) -> i32 {
        let all: Vec<_> = self.accounts.iter().map(|account| account.lock()).collect();
        all.iter().map(|account| **account).sum()
    }
}
