//! Fitting text into columns of a terminal.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many columns of a terminal `text` takes. It must hold no colours.
pub fn columns_of(text: &str) -> usize {
    text.width()
}

/// `text` with spaces behind it, up to `width` columns.
pub fn pad(text: &str, width: usize) -> String {
    let spaces = width.saturating_sub(columns_of(text));
    format!("{text}{}", " ".repeat(spaces))
}

/// `text`, if it fits into `width` columns, else as much of it as does, with `…` at the end.
pub fn shorten(text: &str, width: usize) -> String {
    if columns_of(text) <= width {
        return text.to_owned();
    }
    let (head, _) = cut(text, width.saturating_sub(1));
    format!("{}…", head.trim_end())
}

/// The words of `text` in lines of at most `width` columns. A longer word is cut.
pub fn fill(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let mut word = word;
        let joined = columns_of(&line) + usize::from(!line.is_empty()) + columns_of(word);
        if joined > width && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        // Measured once: a word may be as long as a file.
        let mut is_long = columns_of(word) > width;
        while is_long {
            let (head, tail) = cut(word, width);
            lines.push(head.to_owned());
            is_long = !cut(tail, width).1.is_empty();
            word = tail;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// A heading of `lead_width` columns in front of the first line, and the text beside it.
pub fn hanging(lead: &str, lead_width: usize, text: &str, width: usize) -> Vec<String> {
    // What fits keeps its spaces: they may be there to align something.
    if !text.contains('\n') && columns_of(lead).max(lead_width) + columns_of(text) <= width {
        return vec![format!("{}{text}", pad(lead, lead_width)).trim_end().to_owned()];
    }
    let mut lines = fill(text, width.saturating_sub(lead_width)).into_iter();
    let first = format!("{}{}", pad(lead, lead_width), lines.next().unwrap_or_default());
    let rest = lines.map(|line| format!("{}{line}", " ".repeat(lead_width)));
    std::iter::once(first.trim_end().to_owned()).chain(rest).collect()
}

/// `left` and `right` at the two ends of a line; `left` gives way.
pub fn ends(left: &str, right: &str, width: usize) -> (String, String) {
    let room = width.saturating_sub(columns_of(right) + 2);
    (pad(&shorten(left, room), room + 2), right.to_owned())
}

/// `text` with a capital letter at its beginning and a full stop at its end.
pub fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let Some(first) = characters.next() else { return String::new() };
    let end = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{}{}{end}", first.to_uppercase(), characters.as_str())
}

/// `1 execution`, `6 executions`.
pub fn count(n: u64, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{} {noun}s", grouped(n)) }
}

/// `20 000` for 20000.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) && digits.len() > 4 {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// `text` in two: the first part takes at most `width` columns, but at least one character.
fn cut(text: &str, width: usize) -> (&str, &str) {
    let mut used = 0;
    for (at, character) in text.char_indices() {
        used += character.width().unwrap_or(0);
        if used > width && at > 0 {
            return text.split_at(at);
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filling_keeps_every_word_and_the_width() {
        let text = "the quick brown fox jumps over the lazy dog again and again";
        let lines = fill(text, 12);
        assert!(lines.iter().all(|line| columns_of(line) <= 12), "{lines:?}");
        assert_eq!(lines.join(" "), text);
    }

    #[test]
    fn a_word_too_long_for_a_line_is_cut() {
        assert_eq!(fill("a verylongword b", 6), ["a", "verylo", "ngword", "b"]);
        assert_eq!(fill("abcdefgh", 4), ["abcd", "efgh"]);
        assert_eq!(fill(&"a".repeat(1_000_000), 50).len(), 20_000);
    }

    #[test]
    fn shortening_says_that_something_is_missing() {
        assert_eq!(shorten("counter", 7), "counter");
        assert_eq!(shorten("counter", 5), "coun…");
    }

    #[test]
    fn large_numbers_are_grouped() {
        assert_eq!(grouped(1234), "1234");
        assert_eq!(grouped(20_000), "20 000");
        assert_eq!(grouped(1_234_567), "1 234 567");
    }
}
