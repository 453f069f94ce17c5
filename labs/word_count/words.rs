//! Cuts text that comes in pieces into words, and counts them.

use std::collections::HashMap;
use std::str;

/// A word is counted under no more than its first so many characters.
pub const LONGEST: usize = 64;

/// Counts words in text that comes piece by piece. What it keeps between pieces is the end of one: a word that may go
/// on, and bytes that may be the beginning of a character.
#[derive(Debug, Default)]
pub struct Words {
    counts: HashMap<String, u64>,
    word: String,
    characters: usize,
    unfinished: Vec<u8>,
    invalid: u64,
}

impl Words {
    /// Counts what is in the next piece.
    pub fn piece(&mut self, piece: &[u8]) {
        let joined;
        let mut rest = piece;
        if !self.unfinished.is_empty() {
            joined = [&self.unfinished[..], piece].concat();
            self.unfinished.clear();
            rest = &joined;
        }
        while !rest.is_empty() {
            let error = match str::from_utf8(rest) {
                Ok(text) => return self.text(text),
                Err(error) => error,
            };
            let (valid, after) = rest.split_at(error.valid_up_to());
            self.text(str::from_utf8(valid).unwrap_or_default());
            match error.error_len() {
                Some(length) => {
                    self.not_text();
                    rest = &after[length..];
                }
                // The piece ends within a character.
                None => {
                    self.unfinished = after.to_vec();
                    return;
                }
            }
        }
    }

    /// The counts, and in how many places there was something that is no UTF-8.
    pub fn end(mut self) -> (HashMap<String, u64>, u64) {
        if !self.unfinished.is_empty() {
            self.not_text();
        }
        self.end_word();
        (self.counts, self.invalid)
    }

    /// Bytes that are kept from one piece to the next, the counts apart.
    #[cfg(test)]
    pub(super) fn kept(&self) -> usize {
        self.word.len() + self.unfinished.len()
    }

    fn text(&mut self, text: &str) {
        for character in text.chars() {
            // A word is letters and digits, and apostrophes after them.
            let inside = character.is_alphanumeric() || (matches!(character, '\'' | '’') && self.characters > 0);
            if !inside {
                self.end_word();
                continue;
            }
            if self.characters < LONGEST {
                match character {
                    '’' => self.word.push('\''),
                    _ if character.is_ascii() => self.word.push(character.to_ascii_lowercase()),
                    _ => self.word.extend(character.to_lowercase()),
                }
            }
            self.characters += 1;
        }
    }

    /// What is no text divides words.
    fn not_text(&mut self) {
        self.invalid += 1;
        self.end_word();
    }

    fn end_word(&mut self) {
        if self.characters == 0 {
            return;
        }
        // An apostrophe at the end is a quotation's.
        self.word.truncate(self.word.trim_end_matches('\'').len());
        match self.counts.get_mut(&self.word) {
            Some(count) => *count += 1,
            None => {
                self.counts.insert(self.word.clone(), 1);
            }
        }
        self.word.clear();
        self.characters = 0;
    }
}
