//! wrong: concurrent, transfer never overlaps transfer
use std::sync::Mutex;

/// Accounts that share four locks.
pub struct Bank {
    locks: [Mutex<()>; 4],
    accounts: Vec<Mutex<i32>>,
}

impl Bank {
    pub fn new(accounts: usize, money: i32) -> Self {
        let locks = [(); 4].map(|()| Mutex::new(()));
        Self { locks, accounts: (0..accounts).map(|_| Mutex::new(money)).collect() }
    }

    pub fn transfer(&self, from: usize, to: usize, book: impl FnOnce(&mut i32, &mut i32)) {
        let (one, other) = (from % 4, to % 4);
        let _first = self.locks[one.min(other)].lock();
        let _second = (one != other).then(|| self.locks[one.max(other)].lock());
        let mut leaves = self.accounts[from].lock();
        let mut arrives = self.accounts[to].lock();
        book(&mut leaves, &mut arrives);
    }

    pub fn total(&self) -> i32 {
        let _all: Vec<_> = self.locks.iter().map(|lock| lock.lock()).collect();
        self.accounts.iter().map(|account| *account.lock()).sum()
    }
}
