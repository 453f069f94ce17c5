//! What a lesson says about its scenario: its title, its hints, and what to read on. The rest is what is shown.

use super::complaint::{complain, quoted};
use super::const_text::{equal, first_line, starts_with, strip_prefix};

/// The heading of the section with the hints.
pub const HINTS: &str = "## Hints";

/// The heading of the section with the references.
pub const READ_ON: &str = "## Read on";

/// The heading of the `README.md` in `folder`.
///
/// # Panics
///
/// If its first line is none.
#[track_caller]
pub const fn title<'text>(readme: &'text str, folder: &str) -> &'text str {
    match strip_prefix(first_line(readme).0, "# ") {
        Some(title) => title,
        None => complain(&[folder, "README.md: does not begin with a `# ` heading"]),
    }
}

/// The lesson without its hints, which would spoil it, and without its references, which are printed by themselves: what
/// stands before the first of the two sections.
///
/// # Panics
///
/// If one of the two is missing, or another section comes after them.
#[track_caller]
pub const fn body<'text>(readme: &'text str, folder: &str) -> &'text str {
    let hints = find(readme, HINTS, folder);
    let read_on = find(readme, READ_ON, folder);
    let end = if hints < read_on { hints } else { read_on };
    let (body, mut rest) = readme.split_at(end);
    while !rest.is_empty() {
        let (line, after) = first_line(rest);
        if starts_with(line, "#") && !equal(line, HINTS) && !equal(line, READ_ON) {
            complain(&[folder, "README.md: `", quoted(line), "` has to come before `", HINTS, "` and `", READ_ON, "`"]);
        }
        rest = after;
    }
    // One line end stays, as at the end of a file.
    readme.split_at(body.trim_ascii_end().len() + 1).0
}

/// How many items stand under `heading`.
///
/// # Panics
///
/// If these are not at least so many, or if something else stands there too.
#[track_caller]
pub const fn count(readme: &str, heading: &str, at_least: usize, folder: &str) -> usize {
    let mut rest = section(readme, heading, folder);
    let mut found = 0;
    while let Some((line, after)) = next_line(rest) {
        match item(line) {
            Some(text) if text.is_empty() => complain(&[folder, "README.md: an item under `", heading, "` is empty"]),
            Some(_) => found += 1,
            None => complain(&[
                folder,
                "README.md: under `",
                heading,
                "` stand items of one line each, and this is none: ",
                quoted(line),
            ]),
        }
        rest = after;
    }
    if found < at_least {
        let few = if found == 0 { "` has no item" } else { "` has only one item" };
        complain(&[folder, "README.md: `", heading, few]);
    }
    found
}

/// The items under `heading`, without their marks. [`count`] says how many there are.
#[track_caller]
pub const fn items<'text, const COUNT: usize>(readme: &'text str, heading: &str, folder: &str) -> [&'text str; COUNT] {
    let mut items = [""; COUNT];
    let mut rest = section(readme, heading, folder);
    let mut at = 0;
    while let Some((line, after)) = next_line(rest) {
        if let Some(text) = item(line) {
            items[at] = text;
            at += 1;
        }
        rest = after;
    }
    items
}

/// Where the line `heading` begins, outside of code.
#[track_caller]
const fn find(readme: &str, heading: &str, folder: &str) -> usize {
    let mut rest = readme;
    let mut in_code = false;
    while !rest.is_empty() {
        let (line, after) = first_line(rest);
        in_code ^= starts_with(line, "```");
        if !in_code && equal(line, heading) {
            return readme.len() - rest.len();
        }
        rest = after;
    }
    complain(&[folder, "README.md: has no section `", heading, "`"])
}

/// What stands under the line `heading`, and everything after it.
#[track_caller]
const fn section<'text>(readme: &'text str, heading: &str, folder: &str) -> &'text str {
    first_line(readme.split_at(find(readme, heading, folder)).1).1
}

/// The next line of a section that says something, and what follows it. Tags are for those who read the file itself: the
/// hints can be folded.
const fn next_line(section: &str) -> Option<(&str, &str)> {
    let mut rest = section;
    while !rest.is_empty() {
        let (line, after) = first_line(rest);
        if starts_with(line, "#") {
            return None;
        }
        if !line.is_empty() && !starts_with(line, "<") {
            return Some((line, after));
        }
        rest = after;
    }
    None
}

/// The text of an item: of `- text`, `* text` or `1. text`.
const fn item(line: &str) -> Option<&str> {
    if let Some(text) = strip_prefix(line, "-") {
        return strip_mark(text);
    }
    if let Some(text) = strip_prefix(line, "*") {
        return strip_mark(text);
    }
    let bytes = line.as_bytes();
    let mut digits = 0;
    while digits < bytes.len() && bytes[digits].is_ascii_digit() {
        digits += 1;
    }
    match strip_prefix(line.split_at(digits).1, ".") {
        Some(text) if digits > 0 => strip_mark(text),
        _ => None,
    }
}

/// What follows the mark of an item and its space; the space is gone where nothing follows.
const fn strip_mark(text: &str) -> Option<&str> {
    if text.is_empty() { Some(text) } else { strip_prefix(text, " ") }
}
