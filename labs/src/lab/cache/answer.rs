//! What the cache answers: a value, where it is from, and what was wrong on the way.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::Damage;

/// A value, and how it came about. It can be sent between processes, so that nothing is lost that a worker has to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[must_use]
pub struct Answer<V> {
    /// The value. It is right, whatever the complaints are.
    pub value: V,
    /// Where it is from.
    pub origin: Origin,
    /// What was wrong on the way.
    pub complaints: Vec<Complaint>,
}

/// Where a value is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// It was there.
    Remembered,
    /// It has just been computed.
    Computed,
}

/// Something was wrong with an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaint {
    /// The file of the entry.
    pub file: PathBuf,
    /// What was wrong.
    pub wrong: Wrong,
}

/// What was wrong with an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wrong {
    /// It was there and not to be trusted, so its value was computed anew.
    Damaged(Damage),
    /// Its value could not be remembered.
    NotStored(String),
}

/// How often what happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// So many values were there.
    pub remembered: usize,
    /// So many were computed.
    pub computed: usize,
    /// So many entries were damaged.
    pub damaged: usize,
    /// So many values could not be remembered.
    pub not_stored: usize,
}

impl<V> Answer<V> {
    pub(super) fn remembered(value: V) -> Self {
        Self { value, origin: Origin::Remembered, complaints: Vec::new() }
    }

    pub(super) fn computed(value: V, complaints: Vec<Complaint>) -> Self {
        Self { value, origin: Origin::Computed, complaints }
    }

    /// How often what happened here.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        match self.origin {
            Origin::Remembered => tally.remembered = 1,
            Origin::Computed => tally.computed = 1,
        }
        for complaint in &self.complaints {
            match complaint.wrong {
                Wrong::Damaged(_) => tally.damaged += 1,
                Wrong::NotStored(_) => tally.not_stored += 1,
            }
        }
        tally
    }
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            remembered: self.remembered + other.remembered,
            computed: self.computed + other.computed,
            damaged: self.damaged + other.damaged,
            not_stored: self.not_stored + other.not_stored,
        }
    }
}

impl Sum for Tally {
    fn sum<T: Iterator<Item = Self>>(tallies: T) -> Self {
        tallies.fold(Self::default(), Add::add)
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.wrong {
            Wrong::Damaged(damage) => write!(f, "{} was damaged and is computed anew: {damage}", self.file.display()),
            Wrong::NotStored(why) => write!(f, "{} could not be written: {why}", self.file.display()),
        }
    }
}
