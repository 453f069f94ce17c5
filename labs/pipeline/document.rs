//! A document that is edited, recorded and checked.

use std::fs::File;
use std::io::{self, Write};
use std::thread::sleep;
use std::time::Duration;

/// How long the author takes for an edit.
pub const TYPING: Duration = Duration::from_millis(3);
/// How much longer the disk of the lab takes than this machine's.
pub const SLOW_DISK: Duration = Duration::from_millis(3);
/// How many words there are.
const WORDS: usize = 300;

/// A document, as its author has it.
#[derive(Debug)]
pub struct Document {
    words: Vec<String>,
}

impl Document {
    /// A document of many words.
    pub fn new() -> Self {
        Self { words: (0..WORDS).map(word).collect() }
    }

    /// Waits for the author, and changes a word. Gives the text as it is then.
    pub fn edit(&mut self, number: usize) -> String {
        sleep(TYPING);
        let at = number * 7 % WORDS;
        self.words[at] = word(number * 31);
        if number.is_multiple_of(3) {
            // A slip: the last letter is wrong.
            self.words[at].pop();
            self.words[at].push('x');
        }
        self.words.join(" ") + "\n"
    }
}

impl Default for Document {
    fn default() -> Self {
        Self::new()
    }
}

/// Writes a text to the end of a file, and waits until it is on the disk.
pub fn record(file: &mut File, text: &str) -> io::Result<()> {
    file.write_all(text.as_bytes())?;
    sleep(SLOW_DISK);
    file.sync_data()
}

/// How many pairs of words differ in one letter only: one of the two may be a slip.
pub fn check(text: &str) -> usize {
    let words: Vec<&[u8]> = text.split_whitespace().map(str::as_bytes).collect();
    let is_close = |one: &[u8], other: &[u8]| {
        one.len() == other.len() && one.iter().zip(other).filter(|(a, b)| a != b).count() == 1
    };
    let pairs = words.iter().enumerate().map(|(at, one)| words[at + 1..].iter().filter(|it| is_close(one, it)).count());
    pairs.sum()
}

/// A word of ten letters; different numbers give different words.
fn word(number: usize) -> String {
    let mut rest = number as u64 * 7_919 + 104_729;
    let mut letter = || {
        let letter = b'a' + (rest % 20) as u8;
        rest = rest / 20 + rest * 31 % 9_973;
        char::from(letter)
    };
    (0..10).map(|_| letter()).collect()
}
