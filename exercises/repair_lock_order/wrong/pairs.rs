//! wrong: concurrent, transfer never overlaps transfer

use std::sync::Mutex;

/// Two neighbouring accounts are under one lock.
pub struct Bank {
    pairs: Vec<Mutex<[i32; 2]>>,
    accounts: usize,
}

impl Bank {
    pub fn new(accounts: usize, money: i32) -> Self {
        Self { pairs: (0..accounts.div_ceil(2)).map(|_| Mutex::new([money; 2])).collect(), accounts }
    }

    pub fn transfer(&self, from: usize, to: usize, book: impl FnOnce(&mut i32, &mut i32)) {
        if from / 2 == to / 2 {
            let mut pair = self.pairs[from / 2].lock();
            let [even, odd] = &mut *pair;
            if from < to { book(even, odd) } else { book(odd, even) }
        } else if from < to {
            let mut leaves = self.pairs[from / 2].lock();
            let mut arrives = self.pairs[to / 2].lock();
            book(&mut leaves[from % 2], &mut arrives[to % 2]);
        } else {
            let mut arrives = self.pairs[to / 2].lock();
            let mut leaves = self.pairs[from / 2].lock();
            book(&mut leaves[from % 2], &mut arrives[to % 2]);
        }
    }

    pub fn total(&self) -> i32 {
        let all: Vec<_> = self.pairs.iter().map(|pair| pair.lock()).collect();
        (0..self.accounts).map(|account| all[account / 2][account % 2]).sum()
    }
}
