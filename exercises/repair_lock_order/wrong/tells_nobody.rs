//! wrong: live, deadlock
use std::sync::{Condvar, Mutex};

pub struct Bank {
    /// What is not here is being used.
    accounts: Mutex<Vec<Option<i32>>>,
    back: Condvar,
}

impl Bank {
    pub fn new(accounts: usize, money: i32) -> Self {
        Self { accounts: Mutex::new(vec![Some(money); accounts]), back: Condvar::new() }
    }

    pub fn transfer(&self, from: usize, to: usize, book: impl FnOnce(&mut i32, &mut i32)) {
        let mut accounts = self.accounts.lock();
        self.back.wait_while(&mut accounts, |all| all[from].is_none() || all[to].is_none());
        let (mut leaves, mut arrives) = (accounts[from].take().unwrap(), accounts[to].take().unwrap());
        drop(accounts);
        book(&mut leaves, &mut arrives);
        let mut accounts = self.accounts.lock();
        accounts[from] = Some(leaves);
        accounts[to] = Some(arrives);
    }

    pub fn total(&self) -> i32 {
        let mut accounts = self.accounts.lock();
        self.back.wait_while(&mut accounts, |all| all.iter().any(Option::is_none));
        accounts.iter().flatten().sum()
    }
}
