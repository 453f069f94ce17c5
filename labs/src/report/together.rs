//! What stays on one line where words are broken into lines: a number with its thousands, a number with its unit, a command.

use racecourse_layout::{columns_of, fill};

/// Stands for a space at which no line ends: a character that no report has, and that is as wide as a space.
const JOINT: char = '\u{e000}';
/// What belongs to the number before it.
const UNITS: [&str; 18] = [
    "s", "ms", "µs", "ns", "min", "%", "bytes", "KB", "MB", "GB", "KiB", "MiB", "GiB", "MB/s", "GB/s", "million", "x",
    "Hz",
];

/// `text` in lines of so many columns.
pub(super) fn filled(text: &str, width: usize) -> Vec<String> {
    fill(&joined(text, width), width).iter().map(|line| apart(line)).collect()
}

/// `text` in which no line of so many columns can end where it must not. [`apart`] takes that back.
pub(super) fn joined(text: &str, width: usize) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    // An odd sign has nothing to end it.
    if parts.len().is_multiple_of(2) {
        return with_numbers_joined(text);
    }
    let part = |(at, part): (usize, &&str)| match at % 2 {
        0 => with_numbers_joined(part),
        // A command is copied whole, if there is any line for it.
        _ if columns_of(part) + 4 <= width => part.replace(' ', &JOINT.to_string()),
        _ => (*part).to_owned(),
    };
    parts.iter().enumerate().map(part).collect::<Vec<_>>().join("`")
}

/// `text` for a page: a browser ends no line within a number, nor between it and its unit.
pub fn unbroken(text: &str) -> String {
    with_numbers_joined(text).replace(JOINT, "\u{a0}")
}

/// `text` as it was before it was [`joined`].
pub(super) fn apart(text: &str) -> String {
    text.replace(JOINT, " ")
}

fn with_numbers_joined(text: &str) -> String {
    let mut kept = String::new();
    for (at, one) in text.char_indices() {
        let belongs_together = one == ' '
            && kept.ends_with(|before: char| before.is_ascii_digit())
            && (begins_with_thousands(&text[at + 1..]) || begins_with_unit(&text[at + 1..]));
        kept.push(if belongs_together { JOINT } else { one });
    }
    kept
}

fn begins_with_thousands(rest: &str) -> bool {
    rest.chars().take(3).filter(char::is_ascii_digit).count() == 3
}

fn begins_with_unit(rest: &str) -> bool {
    let word = rest.split(' ').next().unwrap_or_default();
    UNITS.contains(&word.trim_end_matches([',', '.', ';', ':', ')', '?']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_not_broken_nor_parted_from_its_unit() {
        let lines = filled("of 2 000 000 additions, in 5 of 5 runs", 12);
        assert_eq!(lines, ["of 2 000 000", "additions,", "in 5 of 5", "runs"]);
        assert_eq!(filled("it takes 23.1 ns.", 13), ["it takes", "23.1 ns."]);
        assert_eq!(filled("none up to 20 million", 17), ["none up to", "20 million"]);
        assert_eq!(filled("less than 20 sheep", 14), ["less than 20", "sheep"]);
    }

    #[test]
    fn on_a_page_numbers_are_not_broken_either() {
        assert_eq!(unbroken("2 000 additions in 3 ms"), "2\u{a0}000 additions in 3\u{a0}ms");
    }

    #[test]
    fn a_command_is_not_broken_if_there_is_a_line_for_it() {
        assert_eq!(filled("try `lab mean` now", 13), ["try", "`lab mean`", "now"]);
        assert_eq!(filled("try `lab mean --full` now", 14), ["try `lab mean", "--full` now"]);
        assert_eq!(filled("an odd ` one and 1 000", 16), ["an odd ` one and", "1 000"]);
    }
}
