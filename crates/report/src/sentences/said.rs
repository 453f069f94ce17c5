//! What somebody's program says and returns, as it can stand in a sentence.

use racecourse_layout::shown;
use racecourse_trace::exploration::ProcessEnd;

/// Lines of a message, characters of one, and characters of a value. Whoever needs more of it prints it.
const MOST_LINES: usize = 12;
const MOST_OF_A_LINE: usize = 500;
const MOST_OF_A_VALUE: usize = 200;
/// Characters that are shown of what two values begin with, before they differ.
const MOST_IN_COMMON: usize = 20;

/// A message with its lines, but not more of them and of each than anybody reads, and with nothing that a terminal would obey.
pub(super) fn message(said: &str) -> String {
    let mut lines = said.lines();
    let shown = |line: &str| shown(&line.replace('\t', " "), MOST_OF_A_LINE);
    let mut some: Vec<String> = lines.by_ref().take(MOST_LINES).map(shown).collect();
    some.extend(lines.next().map(|_| "…".to_owned()));
    some.join("\n")
}

/// A value that was returned, or a name that was given: on one line, and cut if it is long.
pub fn value(label: &str) -> String {
    // A blank would not be seen in a sentence.
    if label.is_empty() { "\"\"".to_owned() } else { shown(label, MOST_OF_A_VALUE) }
}

/// How a process has ended.
pub(super) fn ended(end: ProcessEnd) -> String {
    match end {
        ProcessEnd::Code(code) => format!("exit code {code}"),
        ProcessEnd::Signal(signal) => format!("signal {signal}"),
    }
}

/// Two values that differ, so that it is seen in what.
pub fn two_values(one: &str, other: &str) -> [String; 2] {
    let whole = [one, other].map(value);
    if whole[0] != whole[1] {
        return whole;
    }
    let common = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    let end = |text: &str| text.chars().skip(common.saturating_sub(MOST_IN_COMMON)).collect::<String>();
    [one, other].map(|text| format!("…{}", value(&end(text))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_keeps_its_lines_and_loses_what_is_too_long() {
        assert_eq!(message("assertion failed\n  left: 1\n right: 2"), "assertion failed\n  left: 1\n right: 2");
        assert_eq!(message("\u{1b}[2Jgone"), "\\u{1b}[2Jgone");
        assert_eq!(message(&"é".repeat(300_000)), format!("{}…", "é".repeat(500)));
        assert_eq!(message(&"a\n".repeat(300_000)), format!("{}…", "a\n".repeat(12)));
    }

    #[test]
    fn a_value_stands_on_one_line() {
        assert_eq!(value("a\nb\u{1b}"), "a\\nb\\u{1b}");
        assert_eq!(value(&"a".repeat(100_000)), format!("{}…", "a".repeat(200)));
    }

    #[test]
    fn of_two_long_values_that_is_shown_in_which_they_differ() {
        let long = |end: &str| format!("{}{end}", "a".repeat(100_000));
        let shown = |end: &str| format!("…{}{end}", "a".repeat(20));
        assert_eq!(two_values(&long("b"), &long("c")), [shown("b"), shown("c")]);
        assert_eq!(two_values("1", "2"), ["1", "2"]);
    }
}
