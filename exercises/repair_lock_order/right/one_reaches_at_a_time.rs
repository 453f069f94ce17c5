//! right: one at a time reaches for accounts, and works on without that
use std::sync::Mutex;

pub struct Bank {
    accounts: Vec<Mutex<i32>>,
    reaching: Mutex<()>,
}

impl Bank {
    pub fn new(accounts: usize, money: i32) -> Self {
        Self { accounts: (0..accounts).map(|_| Mutex::new(money)).collect(), reaching: Mutex::new(()) }
    }

    pub fn transfer(&self, from: usize, to: usize, book: impl FnOnce(&mut i32, &mut i32)) {
        let reaching = self.reaching.lock();
        let mut leaves = self.accounts[from].lock();
        let mut arrives = self.accounts[to].lock();
        drop(reaching);
        book(&mut leaves, &mut arrives);
    }

    pub fn total(&self) -> i32 {
        let _reaching = self.reaching.lock();
        // Nobody begins meanwhile, and whoever has begun is waited for.
        let all: Vec<_> = self.accounts.iter().rev().map(|account| account.lock()).collect();
        all.iter().map(|account| **account).sum()
    }
}
