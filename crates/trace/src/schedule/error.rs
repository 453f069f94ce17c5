//! What is wrong with a schedule, and where.

use std::fmt;
use std::ops::Range;

use racecourse_layout::columns_of;
use serde::{Deserialize, Serialize};

use super::{Miswritten, Refusal};
use racecourse_layout::is_invisible;

/// Columns of the text that are shown before and behind the place.
const AROUND: usize = 36;

/// Why a schedule cannot be read, or cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleError {
    wrong: Wrong,
    /// The step that is not possible, counted from 0; `None` where it is not about a step.
    step: Option<usize>,
    /// The word that stands for it, counted from 0, if there is more than one step.
    word: Option<usize>,
    /// The part of the text around the place, and a line of signs that point at it.
    shown: Option<(String, String)>,
}

/// What is wrong with a schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wrong {
    /// How it is written.
    Written(Miswritten),
    /// The program cannot follow it.
    Refused(Box<Refusal>),
}

impl ScheduleError {
    /// How the whole of it is written.
    pub(super) fn written(wrong: Miswritten) -> Self {
        Self { wrong: Wrong::Written(wrong), step: None, word: None, shown: None }
    }

    /// The program cannot follow it.
    pub fn refused(why: Refusal) -> Self {
        Self { wrong: Wrong::Refused(Box::new(why)), step: None, word: None, shown: None }
    }

    /// How the bytes `place` of `text` are written, which begin and end between characters.
    pub(super) fn at(wrong: Miswritten, text: &str, place: Range<usize>) -> Self {
        Self { shown: Some(shown(text, place)), ..Self::written(wrong) }
    }

    /// The same, and it is this step that is not possible, for which that word stands at `place` of `text`.
    pub(super) fn at_step(self, step: usize, word: Option<usize>, text: &str, place: Range<usize>) -> Self {
        Self { step: Some(step), word, shown: Some(shown(text, place)), ..self }
    }

    /// The step that is not possible, counted from 0; `None` where it is not about a step.
    pub fn step(&self) -> Option<usize> {
        self.step
    }

    /// The word that stands for that step, counted from 0, if there is more than one step.
    pub fn word(&self) -> Option<usize> {
        self.word
    }

    /// What is wrong.
    pub fn wrong(&self) -> &Wrong {
        &self.wrong
    }

    /// The part of the text around the place, and a line of signs that point at it.
    pub fn shown(&self) -> Option<(&str, &str)> {
        self.shown.as_ref().map(|(text, marks)| (text.as_str(), marks.as_str()))
    }
}

/// The part of `text` around the bytes `place`, which begin and end between characters, and signs that point at it.
fn shown(text: &str, place: Range<usize>) -> (String, String) {
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
    (format!("{before}{it}{after}"), marks)
}

/// So many characters of the text, and whether that is all of it.
fn beginning(text: &str, most: usize) -> (String, bool) {
    (plain(&text.chars().take(most).collect::<String>()), text.chars().nth(most).is_none())
}

/// The same text on one line, with nothing in it that moves the cursor.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_whitespace() || is_invisible(c) { ' ' } else { c }).collect()
}

/// This says only where something is wrong; `report::sentences::refused` says what.
impl fmt::Display for ScheduleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.wrong {
            Wrong::Written(_) => f.write_str("the text is no schedule")?,
            Wrong::Refused(_) => f.write_str("the program cannot follow the schedule")?,
        }
        match &self.shown {
            Some((text, marks)) => write!(f, "\n  {text}\n  {marks}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ScheduleError {}
