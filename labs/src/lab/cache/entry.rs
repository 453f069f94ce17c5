//! An entry as bytes.
//!
//! ```text
//! magic   format   key length   key   value length   value   checksum
//!   8        4         8         …         8           …        32
//! ```
//!
//! Numbers are in little-endian order. The checksum is that of everything before it.

use std::fmt;

use serde::{Deserialize, Serialize};

const MAGIC: [u8; 8] = *b"rc-cache";
const FORMAT: u32 = 1;
const CHECKSUM: usize = blake3::OUT_LEN;

/// What a value belongs to, as bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key(Vec<u8>);

/// Why an entry is not to be trusted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Damage {
    /// It does not begin like an entry.
    NoEntry,
    /// It is written in a format of another number.
    OtherFormat(u32),
    /// It is shorter or longer than it says.
    WrongLength,
    /// It is not what was written.
    WrongChecksum,
    /// It belongs to another key.
    OtherKey,
    /// Its bytes are no value of the type that was asked for.
    OtherType,
    /// The system does not let it be read.
    Unreadable(String),
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Damage::NoEntry => f.write_str("it does not begin like an entry"),
            Damage::OtherFormat(format) => write!(f, "its format is {format}, and {FORMAT} is known here"),
            Damage::WrongLength => f.write_str("it is shorter or longer than it says"),
            Damage::WrongChecksum => f.write_str("its checksum is wrong"),
            Damage::OtherKey => f.write_str("it belongs to another key"),
            Damage::OtherType => f.write_str("it holds a value of another type"),
            Damage::Unreadable(why) => write!(f, "it cannot be read: {why}"),
        }
    }
}

impl std::error::Error for Damage {}

impl Key {
    pub(super) fn new(function: &str, version: u32, input: &(impl Serialize + ?Sized)) -> postcard::Result<Self> {
        postcard::to_stdvec(&(function, version, input)).map(Self)
    }

    /// The name of its entry.
    pub(super) fn name(&self) -> String {
        blake3::hash(&self.0).to_hex().to_string()
    }
}

/// An entry that says that `value` belongs to `key`.
pub(super) fn seal(key: &Key, value: &[u8]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend(FORMAT.to_le_bytes());
    for part in [&key.0, value] {
        bytes.extend((part.len() as u64).to_le_bytes());
        bytes.extend(part);
    }
    let checksum = blake3::hash(&bytes);
    bytes.extend(checksum.as_bytes());
    bytes
}

/// The value that an entry says belongs to `key`.
pub(super) fn unseal<'a>(bytes: &'a [u8], key: &Key) -> Result<&'a [u8], Damage> {
    let rest = bytes.strip_prefix(&MAGIC).ok_or(if MAGIC.starts_with(bytes) {
        // The beginning of one, at least.
        Damage::WrongLength
    } else {
        Damage::NoEntry
    })?;
    let (format, rest) = rest.split_first_chunk().ok_or(Damage::WrongLength)?;
    match u32::from_le_bytes(*format) {
        FORMAT => {}
        format => return Err(Damage::OtherFormat(format)),
    }
    let (written, rest) = part(rest)?;
    let (value, checksum) = part(rest)?;
    if checksum.len() != CHECKSUM {
        return Err(Damage::WrongLength);
    }
    if blake3::hash(&bytes[..bytes.len() - CHECKSUM]).as_bytes() != checksum {
        return Err(Damage::WrongChecksum);
    }
    if written != key.0 { Err(Damage::OtherKey) } else { Ok(value) }
}

/// A length with so many bytes after it, and the rest.
fn part(bytes: &[u8]) -> Result<(&[u8], &[u8]), Damage> {
    let (length, rest) = bytes.split_first_chunk().ok_or(Damage::WrongLength)?;
    let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| Damage::WrongLength)?;
    rest.split_at_checked(length).ok_or(Damage::WrongLength)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(input: u64) -> Key {
        Key::new("square", 1, &input).expect("a number can be written")
    }

    #[test]
    fn what_is_sealed_is_unsealed() {
        for value in [&b""[..], b"144", &[7; 100_000]] {
            assert_eq!(unseal(&seal(&key(12), value), &key(12)), Ok(value));
        }
    }

    #[test]
    fn function_version_and_input_are_all_part_of_the_key() {
        let keys = [("a", 1, "b"), ("a", 2, "b"), ("b", 1, "b"), ("a", 1, "c"), ("a", 1, "")];
        let keys = keys.map(|(name, version, input)| Key::new(name, version, input).expect("text can be written"));
        let names: std::collections::BTreeSet<String> = keys.iter().map(Key::name).collect();
        assert_eq!(names.len(), keys.len());
    }

    #[test]
    fn an_entry_cut_or_lengthened_anywhere_is_found_out() {
        let entry = seal(&key(12), b"144");
        for length in 0..entry.len() {
            assert_eq!(unseal(&entry[..length], &key(12)), Err(Damage::WrongLength), "{length} bytes");
        }
        let longer = [&entry[..], b"x"].concat();
        assert_eq!(unseal(&longer, &key(12)), Err(Damage::WrongLength));
    }

    #[test]
    fn every_flipped_bit_is_found_out() {
        let entry = seal(&key(12), b"144");
        for bit in 0..entry.len() * 8 {
            let mut flipped = entry.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(unseal(&flipped, &key(12)).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn an_entry_of_another_key_is_refused() {
        assert_eq!(unseal(&seal(&key(13), b"144"), &key(12)), Err(Damage::OtherKey));
    }
}
