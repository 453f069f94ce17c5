//! What is wrong with a schedule, and where.

use std::fmt;
use std::ops::Range;

use racecourse_layout::columns_of;
use serde::{Deserialize, Serialize};

use crate::naming::is_invisible;

/// Columns of the text that are shown before and behind the place.
const AROUND: usize = 36;

/// Why a schedule cannot be read, or cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleError {
    message: String,
    /// The step that is not possible, counted from 0; `None` where it is not about a step.
    step: Option<usize>,
    /// The part of the text around the place, and a line of signs that point at it.
    shown: Option<(String, String)>,
}

impl ScheduleError {
    /// Something about the whole of it.
    pub fn without_place(message: &str) -> Self {
        Self { message: message.to_owned(), step: None, shown: None }
    }

    /// Something about the bytes `place` of `text`, which begin and end between characters.
    pub(super) fn at(message: &str, text: &str, place: Range<usize>) -> Self {
        let (before, rest) = text.split_at(place.start.min(text.len()));
        let (it, after) = rest.split_at(place.len().min(rest.len()));
        let start = before.chars().rev().take(AROUND).map(char::len_utf8).sum::<usize>();
        let lead = if start < before.len() { "…" } else { "" };
        let before = format!("{lead}{}", plain(&before[before.len() - start..]));
        let (it, all_of_it) = beginning(it, 2 * AROUND);
        // Behind a place that is not shown whole nothing is shown.
        let (after, all) = beginning(after, if all_of_it { AROUND } else { 0 });
        let after = if all_of_it && all { after } else { after + "…" };
        let marks = format!("{}{}", " ".repeat(columns_of(&before)), "^".repeat(columns_of(&it).max(1)));
        Self { message: message.to_owned(), step: None, shown: Some((format!("{before}{it}{after}"), marks)) }
    }

    /// The same, and it is this step that is not possible.
    pub(super) fn about_step(self, step: usize) -> Self {
        Self { step: Some(step), ..self }
    }

    /// The step that is not possible, counted from 0; `None` where it is not about a step.
    pub fn step(&self) -> Option<usize> {
        self.step
    }

    /// What is wrong, without the place.
    pub fn message(&self) -> &str {
        &self.message
    }
}

/// So many characters of the text, and whether that is all of it.
fn beginning(text: &str, most: usize) -> (String, bool) {
    (plain(&text.chars().take(most).collect::<String>()), text.chars().nth(most).is_none())
}

/// The same text on one line, with nothing in it that moves the cursor.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_whitespace() || is_invisible(c) { ' ' } else { c }).collect()
}

impl fmt::Display for ScheduleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.shown {
            Some((text, marks)) => write!(f, "\n  {text}\n  {marks}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ScheduleError {}
