//! Lines out of bytes that come in pieces, in time that grows with the bytes.

use std::collections::VecDeque;

/// The longest line that is taken for something that was said.
const LONGEST: usize = 256 << 20;

/// What has come and was not yet taken.
#[derive(Debug, Default)]
pub(super) struct Lines {
    whole: VecDeque<Vec<u8>>,
    /// The beginning of the line that is not whole yet.
    begun: Vec<u8>,
    /// Whether it is longer than any that is said on purpose. What is left of it is dropped.
    too_long: bool,
}

impl Lines {
    /// `bytes` have come.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        let mut pieces = bytes.split(|byte| *byte == b'\n');
        let first = pieces.next().unwrap_or_default();
        self.append(first);
        for piece in pieces {
            // A newline came before each but the first.
            let line = std::mem::take(&mut self.begun);
            if !std::mem::take(&mut self.too_long) {
                self.whole.push_back(line);
            }
            self.append(piece);
        }
    }

    fn append(&mut self, piece: &[u8]) {
        if self.begun.len() + piece.len() > LONGEST {
            self.too_long = true;
            self.begun = Vec::new();
        }
        if !self.too_long {
            self.begun.extend_from_slice(piece);
        }
    }

    /// The next whole line, without its end.
    pub(super) fn next(&mut self) -> Option<Vec<u8>> {
        self.whole.pop_front()
    }

    /// Whether a line has begun, and not with `beginning`.
    pub(super) fn begins_unlike(&self, beginning: &[u8]) -> bool {
        let compared = beginning.len().min(self.begun.len());
        self.begun[..compared] != beginning[..compared]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_the_same_in_whatever_pieces_they_come() {
        let text = b"one\n\ntwo\nthe rest";
        for size in 1..=text.len() {
            let mut lines = Lines::default();
            text.chunks(size).for_each(|piece| lines.add(piece));
            let whole: Vec<_> = std::iter::from_fn(|| lines.next()).collect();
            assert_eq!(whole, [b"one".to_vec(), b"".to_vec(), b"two".to_vec()], "{size}");
            assert!(!lines.begins_unlike(b"the") && lines.begins_unlike(b"{"));
        }
    }

    #[test]
    fn a_line_that_is_too_long_is_dropped_and_the_next_one_is_not() {
        let mut lines = Lines::default();
        let piece = vec![b'x'; 64 << 20];
        (0..5).for_each(|_| lines.add(&piece));
        lines.add(b"end\nnext\n");
        assert_eq!((lines.next(), lines.next()), (Some(b"next".to_vec()), None));
    }
}
