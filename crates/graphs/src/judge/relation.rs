//! Relations among at most 64 events, as matrices.

use std::ops::{BitAnd, BitOr, Sub};

/// Which event is before which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Relation {
    rows: Vec<u64>,
}

/// Some of the events.
pub(super) type Set = u64;

impl Relation {
    pub(super) fn none(size: usize) -> Self {
        assert!(size <= 64, "the judge is for small programs");
        Self { rows: vec![0; size] }
    }

    pub(super) fn where_(size: usize, holds: impl Fn(usize, usize) -> bool) -> Self {
        let mut relation = Self::none(size);
        for a in 0..size {
            for b in 0..size {
                if holds(a, b) {
                    relation.add(a, b);
                }
            }
        }
        relation
    }

    /// Each of these with itself.
    pub(super) fn only(size: usize, set: Set) -> Self {
        Self { rows: (0..size).map(|a| set & (1 << a)).collect() }
    }

    pub(super) fn add(&mut self, a: usize, b: usize) {
        self.rows[a] |= 1 << b;
    }

    pub(super) fn has(&self, a: usize, b: usize) -> bool {
        self.rows[a] >> b & 1 == 1
    }

    /// The one, then the other.
    pub(super) fn then(&self, other: &Self) -> Self {
        let row = |row: &u64| (0..self.rows.len()).filter(|b| row >> b & 1 == 1).fold(0, |sum, b| sum | other.rows[b]);
        Self { rows: self.rows.iter().map(row).collect() }
    }

    /// This or nothing.
    pub(super) fn maybe(&self) -> Self {
        Self { rows: self.rows.iter().enumerate().map(|(a, row)| row | 1 << a).collect() }
    }

    /// This, once or more often.
    pub(super) fn often(&self) -> Self {
        let mut all = self.clone();
        loop {
            let more = &all | &all.then(&all);
            if more == all {
                return all;
            }
            all = more;
        }
    }

    pub(super) fn turned(&self) -> Self {
        Self::where_(self.rows.len(), |a, b| self.has(b, a))
    }

    pub(super) fn is_irreflexive(&self) -> bool {
        (0..self.rows.len()).all(|a| !self.has(a, a))
    }

    pub(super) fn is_acyclic(&self) -> bool {
        self.often().is_irreflexive()
    }
}

impl BitOr for &Relation {
    type Output = Relation;

    fn bitor(self, other: Self) -> Relation {
        Relation { rows: self.rows.iter().zip(&other.rows).map(|(a, b)| a | b).collect() }
    }
}

impl BitAnd for &Relation {
    type Output = Relation;

    fn bitand(self, other: Self) -> Relation {
        Relation { rows: self.rows.iter().zip(&other.rows).map(|(a, b)| a & b).collect() }
    }
}

impl Sub for &Relation {
    type Output = Relation;

    fn sub(self, other: Self) -> Relation {
        Relation { rows: self.rows.iter().zip(&other.rows).map(|(a, b)| a & !b).collect() }
    }
}
