//! right: the last one takes the forks the other way round, generic over what is a fork
use std::sync::{RwLock, RwLockWriteGuard};

pub trait Fork: Default {
    type InHand<'a>
    where
        Self: 'a;

    fn take(&self) -> Self::InHand<'_>;
}

#[derive(Default)]
pub struct Silver(RwLock<()>);

impl Fork for Silver {
    type InHand<'a> = RwLockWriteGuard<'a, ()>;

    fn take(&self) -> Self::InHand<'_> {
        self.0.write()
    }
}

pub struct Set<F> {
    forks: Vec<F>,
}

impl<F: Fork> Set<F> {
    pub fn new(places: usize) -> Self {
        Self { forks: (0..places).map(|_| F::default()).collect() }
    }

    pub fn eat(&self, place: usize, meal: impl FnOnce()) {
        let last = self.forks.len() - 1;
        let (first, second) = if place == last { (0, last) } else { (place, place + 1) };
        let _in_one_hand = self.forks[first].take();
        let _in_the_other = self.forks[second].take();
        meal();
    }
}

pub type Table = Set<Silver>;
