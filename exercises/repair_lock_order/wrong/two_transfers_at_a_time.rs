//! wrong: live, deadlock
use std::sync::{Mutex, Semaphore};

pub struct Bank {
    accounts: Vec<Mutex<i32>>,
    at_work: Semaphore,
}

impl Bank {
    pub fn new(accounts: usize, money: i32) -> Self {
        Self { accounts: (0..accounts).map(|_| Mutex::new(money)).collect(), at_work: Semaphore::new(2) }
    }

    pub fn transfer(&self, from: usize, to: usize, book: impl FnOnce(&mut i32, &mut i32)) {
        let _at_work = self.at_work.acquire();
        if from < to {
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
