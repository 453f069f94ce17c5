//! What a lab is asked to do.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::Lab;

/// What a lab is asked to do: how much, by how many, how often.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Setting {
    /// How much, in the lab's unit.
    pub size: u64,
    /// Of what does not go by the size, this share of the usual work: less than all of it, which is 1, where time is short.
    pub share: f64,
    /// How many workers, in the order in which they are tried.
    pub workers: Vec<usize>,
    /// How often each program is measured.
    pub repeat: u32,
    /// Whether that is the most: nobody has asked for a number, so fewer will do where they take long.
    pub at_most: bool,
    /// A folder or file of the learner's own to work on, for labs that take one.
    pub input: Option<PathBuf>,
    /// What somebody thinks the answer will be, for labs that ask.
    pub guess: Option<f64>,
    /// The Python by which the lecture's own program is to be run, if it is.
    pub python: Option<PathBuf>,
}

impl Setting {
    /// What `lab` does if nobody says otherwise.
    pub fn of(lab: &Lab) -> Self {
        Self {
            size: lab.size.default,
            share: 1.0,
            workers: lab.workers.to_vec(),
            repeat: lab.repeat,
            at_most: true,
            input: None,
            guess: None,
            python: None,
        }
    }
}

/// Reads a size as people write it: `2000`, `2_000`, `100k`, `20M`, `1e8`.
///
/// # Errors
///
/// If it is no whole number, or too large.
pub fn parse_size(text: &str) -> Result<u64, String> {
    let wrong = || "a size is a whole number, 0 or more, such as 2000, 100k, 20M or 1e8".to_owned();
    let too_large = || "that is too large a size for anything here".to_owned();
    let plain = text.trim().replace('_', "");
    let (digits, factor) = match plain.char_indices().last() {
        Some((at, 'k' | 'K')) => (&plain[..at], 1_000.0),
        Some((at, 'M')) => (&plain[..at], 1e6),
        Some((at, 'G')) => (&plain[..at], 1e9),
        _ => (plain.as_str(), 1.0),
    };
    if let (Ok(whole), 1.0) = (digits.parse::<u64>(), factor) {
        return Ok(whole);
    }
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(wrong());
    }
    let value = digits.parse::<f64>().map_err(|_| wrong())? * factor;
    // Above this a floating-point number does not stand for one whole number any more.
    if value >= 9e15 {
        return Err(too_large());
    }
    if value.fract() == 0.0 && value >= 0.0 { Ok(value as u64) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use super::parse_size;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        for (text, size) in
            [("0", 0), ("2000", 2000), ("2_000", 2000), ("100k", 100_000), ("1.5M", 1_500_000), ("1e8", 100_000_000)]
        {
            assert_eq!(parse_size(text), Ok(size), "{text}");
        }
        assert_eq!(parse_size("18446744073709551615"), Ok(u64::MAX));
    }

    #[test]
    fn what_is_no_size_is_refused() {
        for text in ["", "k", "-1", "1.5", "many", "1e99", "nan", "inf", "+5k", "12x", "M1", "é"] {
            assert!(parse_size(text).is_err(), "{text}");
        }
        assert_eq!(parse_size("1e99"), Err("that is too large a size for anything here".to_owned()));
    }
}
