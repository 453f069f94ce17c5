//! Documents for the lab: words that look like some, as unevenly frequent as in a language.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Words of a document at the least; some documents have several times as many.
const SHORTEST: u64 = 4_000;
/// Different words.
const VOCABULARY: u64 = 8_000;
const ONSETS: [&str; 16] = ["b", "br", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "st", "t", "v"];
const VOWELS: [&str; 8] = ["a", "e", "i", "o", "u", "au", "ei", "é"];

/// Bytes that a document takes on average, with room to spare.
pub const BYTES: u64 = 48 * SHORTEST;

/// Writes document number `number` to `path`, always the same, and says how many words are in it.
pub fn write(path: &Path, number: u64) -> io::Result<u64> {
    let mut random = Random(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    // One in 16 documents is long, so that workers do not all come to their ends at the same time.
    let length = if random.below(16) == 0 { 8 * SHORTEST } else { SHORTEST } + random.below(SHORTEST);
    let mut file = BufWriter::new(File::create(path)?);
    for at in 1..=length {
        // The n-th word of the vocabulary is about n times as rare as the first (Zipf's law).
        let rank = (VOCABULARY as f64).powf(random.share()) as u64;
        let mut word = word(rank);
        if at % 12 == 1 {
            word = word.to_uppercase();
        }
        let after = [" ", ", ", " ", ".\n", " ", " "][random.below(6) as usize];
        write!(file, "{word}{after}")?;
    }
    file.flush()?;
    Ok(length)
}

/// A word of syllables for each number.
fn word(mut number: u64) -> String {
    let mut word = String::new();
    loop {
        word += ONSETS[(number % 16) as usize];
        word += VOWELS[(number / 16 % 8) as usize];
        number /= 128;
        if number == 0 {
            return word;
        }
    }
}

/// Numbers that look random, and are the same each time (Marsaglia, *Xorshift RNGs*, 2003).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: u64) -> u64 {
        (self.next() >> 11) % bound
    }

    /// From 0 to 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}
