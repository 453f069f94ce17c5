//! What was counted, and what could not be.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

/// Words, and how often each of them was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Each word in small letters.
    pub words: HashMap<String, u64>,
    /// Documents that were read to their end.
    pub documents: u64,
    /// Bytes that were read.
    pub bytes: u64,
    /// What is not counted, or not as it stands there.
    pub notes: Vec<Note>,
}

/// Something to be said about a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Note {
    /// The file, as far as its name is text.
    pub file: String,
    /// What.
    pub what: What,
}

/// What can be said about a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum What {
    /// It could not be read, or not to its end: the system's words.
    Unreadable(String),
    /// It is no text.
    Binary,
    /// A fifo, a device, a link: what one of them is called.
    Special(String),
    /// In so many places there are bytes that are no UTF-8; all the rest was counted.
    InvalidText(u64),
}

impl Tally {
    /// Takes in what another has counted.
    pub fn add(&mut self, other: Tally) {
        for (word, count) in other.words {
            *self.words.entry(word).or_default() += count;
        }
        self.documents += other.documents;
        self.bytes += other.bytes;
        self.notes.extend(other.notes);
    }

    /// How many words there are, every one as often as it was found.
    pub fn total(&self) -> u64 {
        self.words.values().sum()
    }

    /// The words that were found most often; of two equally frequent ones the alphabet's first.
    pub fn most_frequent(&self, count: usize) -> Vec<(&str, u64)> {
        let mut all: Vec<(&str, u64)> = self.words.iter().map(|(word, count)| (word.as_str(), *count)).collect();
        all.sort_by(|one, two| two.1.cmp(&one.1).then(one.0.cmp(two.0)));
        all.truncate(count);
        all
    }
}
