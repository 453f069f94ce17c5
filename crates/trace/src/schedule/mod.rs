//! The text of a schedule: who takes the next step, again and again.
//!
//! A schedule is the list of actors that take the *decisions* of an execution, one after the other: every announced step
//! counts, except those that commute with everything (`join`, waiting for a process) and those that do nothing
//! (`yield`, `sleep`). Whoever replays takes those at once, as soon as they are possible.
//!
//! When the schedule is used up, the actor that took the last step goes on as long as it can, else the first that can. So
//! the beginning of a schedule is a schedule too, and a short one may say all.
//!
//! ```text
//! left right×2 left          right takes two steps in a row
//! main (left right)×20       the two take turns, twenty times
//! 'consumer 1' main          a name with a space in it
//! worker#2                   the second of those called worker
//! @3                         the actor that was started third
//! left~2 right!              left reads what was there two stores ago; right's exchange fails for no reason
//! ```
//!
//! The last line has *marks*, which say what no order of steps does: under the language's memory model a load may read an old value,
//! and a store may count as if it had come earlier. `~` and a number say how many of the stores to that atomic that have been
//! taken by then count more than what is read, or than what is stored.
//!
//! `*` may be written for `×`, `"` for `'`. So may `x`: behind a bracket always, and behind a name where no actor is called
//! like both together, which only who knows the actors can tell: [`Schedule::with_x_for_times`].

mod error;
mod mark;
mod miswritten;
mod names;
mod parse;
mod print;
mod refusal;
mod text;

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

pub use error::{ScheduleError, Wrong};
pub use mark::Mark;
pub use miswritten::Miswritten;
pub use names::{Called, meant, unambiguous};
pub use refusal::Refusal;

/// Bytes of text that are read at most.
pub const MAX_TEXT: usize = 1 << 18;
/// Steps that a schedule may have at most.
pub const MAX_STEPS: usize = 100_000;

/// Who takes the decisions of an execution, in order.
#[derive(Clone, Debug, Default)]
pub struct Schedule {
    /// As it was written.
    text: String,
    /// The different names in it.
    names: Vec<String>,
    /// Where each word stands in the text, without its repeat.
    words: Vec<Range<usize>>,
    steps: Vec<Step>,
}

/// One decision.
#[derive(Clone, Copy, Debug)]
struct Step {
    /// Index into the names.
    name: usize,
    /// Index into the words.
    word: usize,
    mark: Mark,
}

impl Schedule {
    /// The schedule of these names, written as briefly as it goes.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self::of_marked(names.into_iter().map(|name| (name, Mark::default())))
    }

    /// The same of names with marks.
    pub fn of_marked<'a>(steps: impl IntoIterator<Item = (&'a str, Mark)>) -> Self {
        let steps: Vec<(&str, Mark)> = steps.into_iter().collect();
        let text = print::text(&steps);
        // What was printed can be read.
        parse::parse_unlimited(&text).unwrap_or_default()
    }

    /// How many steps it has.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether it says nothing, so that everything is left to what comes by default.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The name of the actor that takes the step at this index.
    pub fn name(&self, step: usize) -> Option<&str> {
        self.steps.get(step).map(|step| self.names[step.name].as_str())
    }

    /// The names, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().map(|step| self.names[step.name].as_str())
    }

    /// The names with their marks, in order.
    pub fn marked(&self) -> impl Iterator<Item = (&str, Mark)> {
        self.steps.iter().map(|step| (self.names[step.name].as_str(), step.mark))
    }

    /// What is said of the step at this index besides who takes it.
    pub fn mark(&self, step: usize) -> Mark {
        self.steps.get(step).map_or_else(Mark::default, |step| step.mark)
    }

    /// The first step that is marked: the schedule is no mere order of steps.
    pub fn first_marked(&self) -> Option<usize> {
        self.steps.iter().position(|step| step.mark.says_something())
    }

    /// Who takes which step, without what is said besides.
    #[must_use]
    pub fn unmarked(&self) -> Self {
        if self.first_marked().is_none() { self.clone() } else { Self::of(self.iter()) }
    }

    /// Its first `steps` steps.
    #[must_use]
    pub fn beginning(&self, steps: usize) -> Self {
        Self::of_marked(self.marked().take(steps))
    }

    /// As it was written, or as [`Display`](fmt::Display) writes it.
    pub fn written(&self) -> &str {
        &self.text
    }

    /// The different names in it.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The indices into the names, in order.
    pub fn indices(&self) -> impl Iterator<Item = usize> {
        self.steps.iter().map(|step| step.name)
    }

    /// What `follow` comes to with it, or, if that knows no actor who is called `leftx2`, with `left×2`.
    ///
    /// # Errors
    ///
    /// If it cannot be followed either way.
    pub fn followed_by<T>(&self, follow: impl Fn(&Self) -> Result<T, ScheduleError>) -> Result<T, ScheduleError> {
        let why = match follow(self) {
            Ok(followed) => return Ok(followed),
            Err(why) => why,
        };
        let otherwise = match why.wrong() {
            Wrong::Refused(refusal) => match &**refusal {
                Refusal::Unknown { actors, .. } => self.with_x_for_times(actors),
                _ => None,
            },
            Wrong::Written(_) => None,
        };
        otherwise.map_or(Err(why), |meant| follow(&meant))
    }

    /// The same with `leftx2` read as `left×2`, wherever one of `actors` is called `left` and none `leftx2`; `None` if
    /// nothing is to be read otherwise. What stands in quotes is a name.
    pub fn with_x_for_times(&self, actors: &[String]) -> Option<Self> {
        let mut text = String::new();
        let mut done = 0;
        for place in &self.words {
            let word = &self.text[place.clone()];
            text += &self.text[done..place.start];
            done = place.end;
            let times = |times: &str| !times.is_empty() && times.bytes().all(|c| c.is_ascii_digit());
            match word.rsplit_once('x') {
                Some((name, number))
                    if times(number) && meant(word, actors).is_none() && meant(name, actors).is_some() =>
                {
                    text += &format!("{name}×{number}");
                }
                _ => text += word,
            }
        }
        text += &self.text[done..];
        if text == self.text { None } else { text.parse().ok() }
    }

    /// The step with this index cannot be taken.
    pub fn refused_at(&self, step: usize, why: Refusal) -> ScheduleError {
        let Some(place) = self.steps.get(step) else { return ScheduleError::refused(why) };
        // Of one step nobody has to be told which.
        let word = (self.steps.len() > 1).then_some(place.word);
        ScheduleError::refused(why).at_step(step, word, &self.text, self.words[place.word].clone())
    }
}

impl PartialEq for Schedule {
    /// Two texts for the same order of steps are the same schedule.
    fn eq(&self, other: &Self) -> bool {
        self.marked().eq(other.marked())
    }
}

impl Eq for Schedule {}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&print::text(&self.marked().collect::<Vec<_>>()))
    }
}

impl FromStr for Schedule {
    type Err = ScheduleError;

    fn from_str(text: &str) -> Result<Self, ScheduleError> {
        parse::parse(text)
    }
}

#[cfg(test)]
mod tests;
