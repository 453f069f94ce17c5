//! wrong: right, money is missing
use std::sync::Mutex;

pub struct Bank {
    accounts: Vec<Mutex<i32>>,
}

impl Bank {
    pub fn new(accounts: usize, money: i32) -> Self {
        Self { accounts: (0..accounts).map(|_| Mutex::new(money)).collect() }
    }

    pub fn transfer(&self, from: usize, to: usize, book: impl FnOnce(&mut i32, &mut i32)) {
        let mut smaller = self.accounts[from.min(to)].lock();
        let mut larger = self.accounts[from.max(to)].lock();
        if from < to { book(&mut smaller, &mut larger) } else { book(&mut larger, &mut smaller) }
    }

    pub fn total(&self) -> i32 {
        let mut total = 0;
        let mut held = None;
        for account in &self.accounts {
            let next = account.lock();
            total += *next;
            // The one before is given back only now.
            held = Some(next);
        }
        drop(held);
        total
    }
}
