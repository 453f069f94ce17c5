//! wrong: right, panic
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
        if accounts[from].is_none() || accounts[to].is_none() {
            self.back.wait(&mut accounts);
        }
        let (mut leaves, mut arrives) = (accounts[from].take().unwrap(), accounts[to].take().unwrap());
        drop(accounts);
        book(&mut leaves, &mut arrives);
        let mut accounts = self.accounts.lock();
        accounts[from] = Some(leaves);
        accounts[to] = Some(arrives);
        self.back.notify_all();
    }

    pub fn total(&self) -> i32 {
        let mut accounts = self.accounts.lock();
        self.back.wait_while(&mut accounts, |all| all.iter().any(Option::is_none));
        accounts.iter().flatten().sum()
    }
}
