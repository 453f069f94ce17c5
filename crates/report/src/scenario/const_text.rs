//! What can be done with text while a program is compiled: the methods of `str` mostly cannot be called there yet.

/// Whether the two are the same.
pub(super) const fn equal(one: &str, other: &str) -> bool {
    one.len() == other.len() && starts_with(one, other)
}

/// Whether `text` begins with `prefix`.
pub(super) const fn starts_with(text: &str, prefix: &str) -> bool {
    strip_prefix(text, prefix).is_some()
}

/// What follows `prefix` in `text`, if it begins with it.
pub(super) const fn strip_prefix<'text>(text: &'text str, prefix: &str) -> Option<&'text str> {
    let (bytes, expected) = (text.as_bytes(), prefix.as_bytes());
    if bytes.len() < expected.len() {
        return None;
    }
    let mut at = 0;
    while at < expected.len() {
        if bytes[at] != expected[at] {
            return None;
        }
        at += 1;
    }
    Some(text.split_at(at).1)
}

/// The first line of `text` without its end, and what follows it.
pub(super) const fn first_line(text: &str) -> (&str, &str) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() && bytes[at] != b'\n' {
        at += 1;
    }
    let (line, rest) = text.split_at(at);
    (line.trim_ascii_end(), if rest.is_empty() { rest } else { rest.split_at(1).1 })
}

/// What stands before and after the last `separator`; nothing before, if there is none.
pub(super) const fn split_at_last(text: &str, separator: u8) -> (&str, &str) {
    let bytes = text.as_bytes();
    let mut at = bytes.len();
    while at > 0 {
        at -= 1;
        if bytes[at] == separator {
            let (before, after) = text.split_at(at);
            return (before, after.split_at(1).1);
        }
    }
    ("", text)
}

/// How long the parts are together.
pub const fn length(parts: &[&str]) -> usize {
    let (mut sum, mut part) = (0, 0);
    while part < parts.len() {
        sum += parts[part].len();
        part += 1;
    }
    sum
}

/// The parts one after the other, in exactly as much room as [`length`] says.
pub const fn joined<const LENGTH: usize>(parts: &[&str]) -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    let (mut to, mut part) = (0, 0);
    while part < parts.len() {
        let from = parts[part].as_bytes();
        let mut at = 0;
        while at < from.len() {
            bytes[to] = from[at];
            to += 1;
            at += 1;
        }
        part += 1;
    }
    bytes
}

/// What [`joined`] has made, as text.
pub const fn text(bytes: &[u8]) -> &str {
    match str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => panic!("texts that are joined stay text"),
    }
}
