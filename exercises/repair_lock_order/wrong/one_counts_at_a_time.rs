//! wrong: right, money is missing
use std::sync::Mutex;

pub struct Bank {
    accounts: Vec<Mutex<i32>>,
    counting: Mutex<()>,
}

impl Bank {
    pub fn new(accounts: usize, money: i32) -> Self {
        Self { accounts: (0..accounts).map(|_| Mutex::new(money)).collect(), counting: Mutex::new(()) }
    }

    pub fn transfer(&self, from: usize, to: usize, book: impl FnOnce(&mut i32, &mut i32)) {
        let mut smaller = self.accounts[from.min(to)].lock();
        let mut larger = self.accounts[from.max(to)].lock();
        if from < to { book(&mut smaller, &mut larger) } else { book(&mut larger, &mut smaller) }
    }

    pub fn total(&self) -> i32 {
        // Somebody else is counting already.
        let Some(_counting) = self.counting.try_lock() else { return 0 };
        let all: Vec<_> = self.accounts.iter().map(|account| account.lock()).collect();
        all.iter().map(|account| **account).sum()
    }
}
