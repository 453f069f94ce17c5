//! What went wrong in one execution, and nothing else: for a report that has words of its own around it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::super::Layout;
use super::rows::{Sign, story};
use super::schedule::Extent;
use super::source::Source;
use super::{evidence, schedule, why};
use crate::counterexample::Counterexample;

/// What is shown of an execution, in sections of lines. Each may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// Who waits for whom, what repeats, which accesses meet.
    pub evidence: Vec<String>,
    /// The steps, in a table under a heading.
    pub schedule: Vec<String>,
    /// Why that went wrong.
    pub why: Vec<String>,
    /// The lines of source that the table names, and the schedule as it is written.
    pub below: Vec<String>,
}

/// The steps of `shown` under `heading`, with lines of `texts`: files with what stands in them.
pub fn steps(shown: &Counterexample, texts: &[(&str, &str)], heading: &str, layout: &Layout) -> Steps {
    let texts: Vec<_> = texts.iter().map(|(file, text)| (Cow::Borrowed(*file), Cow::Borrowed(*text))).collect();
    let source = Source::of(&texts);
    let (schedule, mut below, numbers) = schedule::in_parts(shown, source, heading, Sign::Bad, Extent::Brief, layout);
    if below.first().is_some_and(String::is_empty) {
        below.remove(0);
    }
    let evidence = evidence::section(shown, source, layout);
    Steps { evidence, schedule, why: why::section(shown, &numbers, layout), below }
}

/// The number that each event has in the table of [`steps`]. Many have none: that somebody is started is told by what it does.
pub fn numbers(shown: &Counterexample) -> BTreeMap<usize, usize> {
    schedule::numbers_of(&story(shown, Sign::Bad).steps)
}
