//! Keys out of the bytes that a terminal sends for them.

use std::collections::VecDeque;

/// A key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    /// A letter, a digit, a sign, a space.
    Char(char),
    Enter,
    Tab,
    Backspace,
    Escape,
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    /// Ctrl-C or Ctrl-D.
    Quit,
    /// Ctrl-Z.
    Stop,
    /// Ctrl-L: the screen is to be drawn again.
    Redraw,
    /// One that means nothing here.
    Other,
}

/// The bytes that have come and were not yet understood.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    bytes: VecDeque<u8>,
    /// Nothing more comes for now: what is there is all of it.
    all_there: bool,
}

impl Decoder {
    /// `bytes` have come.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        self.bytes.extend(bytes);
        self.all_there = false;
    }

    /// No more bytes have come for a while.
    pub(crate) fn nothing_follows(&mut self) {
        self.all_there = true;
    }

    /// Whether what has come is the beginning of a key.
    pub(crate) fn is_in_the_middle(&self) -> bool {
        !self.bytes.is_empty()
    }

    /// The next key, if all of it is there.
    pub(crate) fn next(&mut self) -> Option<Key> {
        let bytes = self.bytes.make_contiguous();
        let (length, key) = match decode(bytes) {
            Some(found) => found,
            // What is never completed is what it is so far.
            None if self.all_there && !bytes.is_empty() => {
                if bytes[0] == 0x1b {
                    (1, Key::Escape)
                } else {
                    (bytes.len(), Key::Other)
                }
            }
            None => return None,
        };
        self.bytes.drain(..length);
        Some(key)
    }
}

/// The key with which `bytes` begin, and how many of them it takes; `None` if they are only its beginning.
fn decode(bytes: &[u8]) -> Option<(usize, Key)> {
    let (&first, rest) = bytes.split_first()?;
    Some(match first {
        0x1b => match rest.split_first()? {
            (b'[', rest) => {
                // Parameters, and a letter at the end.
                let end = rest.iter().position(|byte| (0x40..=0x7e).contains(byte))?;
                (end + 3, sequence(&rest[..end], rest[end]))
            }
            (b'O', rest) => (3, sequence(&[], *rest.first()?)),
            (0x1b, _) => (1, Key::Escape),
            // With Alt held down a key comes behind an escape.
            _ => {
                let (length, _) = decode(rest)?;
                (length + 1, Key::Other)
            }
        },
        b'\r' | b'\n' => (1, Key::Enter),
        b'\t' => (1, Key::Tab),
        0x7f | 0x08 => (1, Key::Backspace),
        0x03 | 0x04 => (1, Key::Quit),
        0x1a => (1, Key::Stop),
        0x0c => (1, Key::Redraw),
        0..=0x1f => (1, Key::Other),
        _ => {
            let length = match first {
                0..=0x7f => 1,
                0xc0..=0xdf => 2,
                0xe0..=0xef => 3,
                0xf0..=0xf7 => 4,
                _ => return Some((1, Key::Other)),
            };
            let character = bytes.get(..length)?;
            let character = std::str::from_utf8(character).ok().and_then(|text| text.chars().next());
            // Of what is no text one byte is passed over, so that what follows is read as it is.
            character.map_or((1, Key::Other), |character| (length, Key::Char(character)))
        }
    })
}

fn sequence(parameters: &[u8], end: u8) -> Key {
    match (parameters, end) {
        (_, b'A') => Key::Up,
        (_, b'B') => Key::Down,
        (_, b'C') => Key::Right,
        (_, b'D') => Key::Left,
        (_, b'Z') => Key::Tab,
        (_, b'M') => Key::Enter,
        (b"5", b'~') => Key::PageUp,
        (b"6", b'~') => Key::PageDown,
        _ => Key::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(pieces: &[&[u8]]) -> Vec<Key> {
        let mut decoder = Decoder::default();
        let mut keys = Vec::new();
        for piece in pieces {
            decoder.add(piece);
            keys.extend(std::iter::from_fn(|| decoder.next()));
        }
        decoder.nothing_follows();
        keys.extend(std::iter::from_fn(|| decoder.next()));
        keys
    }

    #[test]
    fn keys_are_the_same_in_whatever_pieces_they_come() {
        let bytes = "a\r×\x1b[A\x1b[5~\x1bOB\t\x7f\x03\x1b[1;5C2\x1a".as_bytes();
        let expected = [
            Key::Char('a'),
            Key::Enter,
            Key::Char('×'),
            Key::Up,
            Key::PageUp,
            Key::Down,
            Key::Tab,
            Key::Backspace,
            Key::Quit,
            Key::Right,
            Key::Char('2'),
            Key::Stop,
        ];
        for size in 1..=bytes.len() {
            assert_eq!(keys(&bytes.chunks(size).collect::<Vec<_>>()), expected, "{size}");
        }
    }

    #[test]
    fn an_escape_alone_is_a_key_when_nothing_follows() {
        assert_eq!(keys(&[b"\x1b"]), [Key::Escape]);
        assert_eq!(keys(&[b"\x1b\x1b[B"]), [Key::Escape, Key::Down]);
        assert_eq!(keys(&[b"\x1bx1"]), [Key::Other, Key::Char('1')]);
    }

    #[test]
    fn what_is_no_text_is_passed_over() {
        assert_eq!(keys(&[b"\xff1"]), [Key::Other, Key::Char('1')]);
        assert_eq!(keys(&[b"\xc31"]), [Key::Other, Key::Char('1')]);
        assert_eq!(keys(&[b"\xe2\x82"]), [Key::Other]);
        assert_eq!(keys(&[b"\x1b[12"]), [Key::Escape, Key::Char('['), Key::Char('1'), Key::Char('2')]);
    }
}
