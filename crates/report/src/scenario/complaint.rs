//! What the compiler says to an author whose scenario is not complete.

use super::const_text::{joined, length, text};

/// Room for a message: a path, a sentence, and a line that is quoted.
const ROOM: usize = 512;

/// Stops compilation with the parts as the message. They begin with the file that has to change: the compiler itself
/// points at the declaration, whichever file is to blame.
#[track_caller]
pub(super) const fn complain(parts: &[&str]) -> ! {
    assert!(length(parts) <= ROOM, "a scenario is not complete, and the name of its file is too long to be printed");
    let message: [u8; ROOM] = joined(parts);
    let (message, _) = message.split_at(length(parts));
    panic!("{}", text(message))
}

/// The beginning of a line, short enough to be quoted.
pub(super) const fn quoted(line: &str) -> &str {
    let mut end = if line.len() < 80 { line.len() } else { 80 };
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    line.split_at(end).0
}
