//! right: a generic pair in a module of its own, for read-write locks, larger number first, by a macro
use pairs::Numbered;

mod pairs {
    use std::sync::{RwLock, RwLockWriteGuard};

    /// Things of which several are held at once, always those with larger numbers first.
    pub struct Numbered<T>(Vec<RwLock<T>>);

    macro_rules! in_order {
        ($things:expr, $first:expr, $second:expr) => {{
            let first = $things[$first].write();
            (first, $things[$second].write())
        }};
    }

    impl<T> FromIterator<T> for Numbered<T> {
        fn from_iter<I: IntoIterator<Item = T>>(things: I) -> Self {
            Self(things.into_iter().map(RwLock::new).collect())
        }
    }

    impl<T> Numbered<T> {
        pub fn two(&self, one: usize, other: usize) -> (RwLockWriteGuard<'_, T>, RwLockWriteGuard<'_, T>) {
            if one > other {
                in_order!(self.0, one, other)
            } else {
                let (other, one) = in_order!(self.0, other, one);
                (one, other)
            }
        }

        pub fn with_all<R>(&self, look: impl FnOnce(&mut dyn Iterator<Item = &T>) -> R) -> R {
            let all: Vec<_> = self.0.iter().rev().map(|thing| thing.read()).collect();
            look(&mut all.iter().map(|guard| &**guard))
        }
    }
}

pub struct Bank(Numbered<i32>);

impl Bank {
    pub fn new(accounts: usize, money: i32) -> Self {
        Self(vec![money; accounts].into_iter().collect())
    }

    pub fn transfer(&self, from: usize, to: usize, book: impl FnOnce(&mut i32, &mut i32)) {
        let (mut leaves, mut arrives) = self.0.two(from, to);
        book(&mut leaves, &mut arrives);
    }

    pub fn total(&self) -> i32 {
        self.0.with_all(|accounts| accounts.sum())
    }
}
