//! wrong: concurrent, transfer never overlaps transfer
use std::sync::Mutex;

pub struct Bank {
    accounts: Mutex<Vec<i32>>,
}

impl Bank {
    pub fn new(accounts: usize, money: i32) -> Self {
        Self { accounts: Mutex::new(vec![money; accounts]) }
    }

    pub fn transfer(&self, from: usize, to: usize, book: impl FnOnce(&mut i32, &mut i32)) {
        let mut accounts = self.accounts.lock();
        let [leaves, arrives] = accounts.get_disjoint_mut([from, to]).unwrap();
        book(leaves, arrives);
    }

    pub fn total(&self) -> i32 {
        self.accounts.lock().iter().sum()
    }
}
