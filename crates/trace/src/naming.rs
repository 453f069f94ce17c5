//! Names for things that were not given one, taken from the `let` that made them; and values in few characters.

use std::fmt::{self, Debug, Write};
use std::panic::Location;

use crate::failure::Site;

/// What the copy of `original` in the memory of `child` is called.
pub fn name_of_copy(original: &str, child: &str) -> String {
    format!("{} ({child}{COPY}", original_name(original))
}

/// The name of what `name` is a copy of; its own, if it is none.
pub fn original_name(name: &str) -> &str {
    match name.strip_suffix(COPY).and_then(|rest| rest.rsplit_once(" (")) {
        Some((original, _)) => original,
        None => name,
    }
}

/// How the name of a copy ends.
const COPY: &str = "'s copy)";

/// Where `at` points to, with the path as it is from the package's root.
pub fn site(at: &Location<'_>) -> Site {
    Site { file: normal_path(at.file()).to_owned(), line: at.line() }
}

/// `value` as its `Debug` writes it, cut after so many characters. No more than these is written out.
pub fn debug_in(value: &dyn Debug, room: usize) -> String {
    let mut text = Shortened { text: String::new(), room };
    if write!(text, "{value:?}").is_err() {
        text.text.push('…');
    }
    text.text
}

/// Takes so many characters and refuses the rest, so that a list of a million numbers is not written out first.
struct Shortened {
    text: String,
    room: usize,
}

impl Write for Shortened {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            self.room = self.room.checked_sub(1).ok_or(fmt::Error)?;
            self.text.push(character);
        }
        Ok(())
    }
}

/// Modules with a `#[path]` show up as `src/../scenarios/…`.
pub fn normal_path(file: &str) -> &str {
    file.rsplit_once("../").map_or(file, |(_, rest)| rest)
}

/// The identifier bound by the `let`, or the field set, nearest before line and column.
pub fn name_in(text: &str, line: u32, column: u32) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let last = usize::try_from(line).ok()?.checked_sub(1)?;
    let mut before = lines.get(last)?.get(..usize::try_from(column).ok()?.saturating_sub(1))?.to_owned();
    // The expression may have begun some lines earlier.
    for earlier in (last.saturating_sub(3)..last).rev() {
        if let Some(name) = bound_name(&before) {
            return Some(name);
        }
        if lines[earlier].trim_end().ends_with(';') || lines[earlier].trim().is_empty() {
            return None;
        }
        before = format!("{} {}", lines[earlier], before);
    }
    bound_name(&before)
}

/// The name in the last `let name =`, `let name: T =` or `name:` of `before`.
fn bound_name(before: &str) -> Option<String> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let first_word = |text: &str| -> String { text.trim_start().chars().take_while(|c| is_word(*c)).collect() };
    let field = before.rmatch_indices(':').find_map(|(at, _)| {
        let alone = !before[at + 1..].starts_with(':') && !before[..at].ends_with(':');
        let word: String = before[..at].chars().rev().take_while(|c| is_word(*c)).collect();
        let word: String = word.chars().rev().collect();
        // `let name: T = …` has a colon too, and so has a type inside it: only what stands before counts.
        let in_let = before.rfind("let ").is_some_and(|start| start < at && before[at..].contains('='));
        (alone && !in_let && word.chars().next().is_some_and(|c| c.is_lowercase())).then_some(word)
    });
    if field.is_some() {
        return field;
    }
    let start = before.rfind("let ")? + "let ".len();
    if before[start..].contains(';') {
        return None;
    }
    let pattern = before[start..].trim_start();
    let pattern = pattern.strip_prefix("mut ").unwrap_or(pattern);
    if let Some(inner) = pattern.strip_prefix('(') {
        let (names, value) = inner.split_once(')')?;
        let name_of = |part: &str| first_word(part.trim_start().trim_start_matches("mut "));
        let names = names.split(',').map(name_of).filter(|name| !name.is_empty());
        let value = value.trim_start().trim_start_matches('=').trim_start();
        return match value.strip_prefix('(') {
            // `let (a, b) = (…, …)`: as many commas before the place in the value as before the name in the pattern.
            Some(parts) => names.into_iter().nth(commas(parts)),
            // `let (sender, receiver) = bounded(1)`: one thing with two ends.
            None => Some(names.collect::<Vec<_>>().join("/")).filter(|name| !name.is_empty()),
        };
    }
    Some(first_word(pattern)).filter(|name| !name.is_empty())
}

/// Commas that are not inside brackets.
fn commas(text: &str) -> usize {
    let mut depth = 0_i32;
    let mut commas = 0;
    for c in text.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => commas += 1,
            _ => {}
        }
    }
    commas
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str, at: &str) -> Option<String> {
        let offset = text.find(at).expect("the text holds the place");
        let line = text[..offset].matches('\n').count() + 1;
        let column = offset - text[..offset].rfind('\n').map_or(0, |n| n + 1) + 1;
        name_in(text, u32::try_from(line).unwrap(), u32::try_from(column).unwrap())
    }

    #[test]
    fn a_let_names_what_it_makes() {
        assert_eq!(named("let counter = Mutex::new(0);", "Mutex").as_deref(), Some("counter"));
        assert_eq!(named("    let mut queue = Arc::new(Mutex::new(0));", "Mutex").as_deref(), Some("queue"));
        assert_eq!(named("let a: Arc<Mutex<u32>> = Arc::new(Mutex::new(0));", "Mutex::").as_deref(), Some("a"));
    }

    #[test]
    fn a_field_names_what_it_holds() {
        let text = "let buffer = Arc::new(Buffer {\n    items: Mutex::new(0),\n    not_full: Condvar::new(),\n});";
        assert_eq!(named(text, "Mutex").as_deref(), Some("items"));
        assert_eq!(named(text, "Condvar").as_deref(), Some("not_full"));
    }

    #[test]
    fn a_tuple_pattern_names_by_position() {
        let text = "let (left, right) = (Mutex::new(0), Condvar::new());";
        assert_eq!(named(text, "Mutex").as_deref(), Some("left"));
        assert_eq!(named(text, "Condvar").as_deref(), Some("right"));
    }

    #[test]
    fn a_thing_with_two_ends_has_both_names() {
        assert_eq!(
            named("let (sender, mut results) = channel::bounded(1);", "channel").as_deref(),
            Some("sender/results")
        );
    }

    #[test]
    fn a_call_that_begins_on_the_line_before_is_found() {
        assert_eq!(named("let worker =\n    thread::spawn(|| 1);", "thread").as_deref(), Some("worker"));
    }

    #[test]
    fn without_a_let_there_is_no_name() {
        assert_eq!(named("spawn(Mutex::new(0));", "Mutex"), None);
        assert_eq!(named("let done = 1;\nMutex::new(0);", "Mutex"), None);
    }
}
