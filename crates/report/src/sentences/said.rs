//! What somebody's program says and returns, as it can stand in a sentence.

use racecourse_layout::shown;

/// Characters of a message, and of a value. Whoever needs more of it prints it.
const MOST_OF_A_MESSAGE: usize = 1000;
const MOST_OF_A_VALUE: usize = 200;

/// A message with its lines, but not more of it than anybody reads, and with nothing that a terminal would obey.
pub(super) fn message(said: &str) -> String {
    let end = said.char_indices().nth(MOST_OF_A_MESSAGE).map_or(said.len(), |(at, _)| at);
    let more = if end < said.len() { "…" } else { "" };
    let lines: Vec<String> = said[..end].lines().map(|line| shown(&line.replace('\t', " "), usize::MAX)).collect();
    format!("{}{more}", lines.join("\n"))
}

/// A value that was returned, or a name that was given: on one line, and as much of it as tells it apart.
pub fn value(label: &str) -> String {
    shown(label, MOST_OF_A_VALUE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_keeps_its_lines_and_loses_what_is_too_long() {
        assert_eq!(message("assertion failed\n  left: 1\n right: 2"), "assertion failed\n  left: 1\n right: 2");
        assert_eq!(message("\u{1b}[2Jgone"), "\\u{1b}[2Jgone");
        assert_eq!(message(&"é".repeat(300_000)), format!("{}…", "é".repeat(1000)));
    }

    #[test]
    fn a_value_stands_on_one_line() {
        assert_eq!(value("a\nb\u{1b}"), "a\\nb\\u{1b}");
        assert_eq!(value(&"a".repeat(100_000)), format!("{}…", "a".repeat(200)));
    }
}
