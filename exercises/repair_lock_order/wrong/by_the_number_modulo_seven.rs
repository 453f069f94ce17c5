//! wrong: live, deadlock
use std::sync::Mutex;

pub struct Bank {
    accounts: Vec<Mutex<i32>>,
}

impl Bank {
    pub fn new(accounts: usize, money: i32) -> Self {
        Self { accounts: (0..accounts).map(|_| Mutex::new(money)).collect() }
    }

    pub fn transfer(&self, from: usize, to: usize, book: impl FnOnce(&mut i32, &mut i32)) {
        if from % 7 < to % 7 {
            let mut leaves = self.accounts[from].lock();
            let mut arrives = self.accounts[to].lock();
            book(&mut leaves, &mut arrives);
        } else {
            let mut arrives = self.accounts[to].lock();
            let mut leaves = self.accounts[from].lock();
            book(&mut leaves, &mut arrives);
        }
    }

    pub fn total(&self) -> i32 {
        let all: Vec<_> = self.accounts.iter().map(|account| account.lock()).collect();
        all.iter().map(|account| **account).sum()
    }
}
