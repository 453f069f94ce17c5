//! The execution that is kept to show for a label.

use std::ops::Deref;
use std::sync::OnceLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Execution;
use crate::failure::Failure;
use crate::schedule::Schedule;

/// An execution that is kept to show for its label: all of it, or the schedule alone that leads to it.
///
/// A program may come to a great many outcomes, and a reader looks at few of them. So all of it is kept of failures and of
/// the first outcomes, and of the others what it takes to see them again: a few bytes each.
///
/// It reads as an [`Execution`] either way. Of one that is kept by its schedule, that execution has an outcome and a schedule,
/// and neither actors nor steps.
#[derive(Debug)]
pub struct Example(Kept);

#[derive(Debug)]
enum Kept {
    Whole(Box<Execution>),
    Brief {
        /// What it came to, and the text of its schedule, which is read only if somebody looks.
        outcome: Box<str>,
        schedule: Box<str>,
        read: OnceLock<Box<Execution>>,
    },
}

impl Example {
    /// The execution that returns `outcome` after the choices in `schedule`, of which no more is kept.
    ///
    /// `schedule` is the text of a [`Schedule`]. What is none stands for the empty one.
    pub fn brief(outcome: impl Into<Box<str>>, schedule: impl Into<Box<str>>) -> Self {
        Self(Kept::Brief { outcome: outcome.into(), schedule: schedule.into(), read: OnceLock::new() })
    }

    /// Whether the steps are there, and not the schedule alone.
    pub fn is_whole(&self) -> bool {
        matches!(self.0, Kept::Whole(_))
    }

    /// How the execution failed, if it did. Failures are kept whole.
    pub fn failure(&self) -> Option<&Failure> {
        match &self.0 {
            Kept::Whole(execution) => execution.failure.as_ref(),
            Kept::Brief { .. } => None,
        }
    }

    /// The execution, as far as it was kept.
    pub fn into_execution(self) -> Execution {
        match self.0 {
            Kept::Whole(execution) => *execution,
            Kept::Brief { outcome, schedule, read } => {
                read.into_inner().map_or_else(|| execution(&outcome, &schedule), |read| *read)
            }
        }
    }
}

fn execution(outcome: &str, schedule: &str) -> Execution {
    let schedule = Schedule::of_printed(schedule);
    Execution { outcome: Some(outcome.to_owned()), schedule, ..Execution::default() }
}

impl From<Execution> for Example {
    fn from(execution: Execution) -> Self {
        Self(Kept::Whole(Box::new(execution)))
    }
}

impl Deref for Example {
    type Target = Execution;

    fn deref(&self) -> &Execution {
        match &self.0 {
            Kept::Whole(execution) => execution,
            Kept::Brief { outcome, schedule, read } => read.get_or_init(|| Box::new(execution(outcome, schedule))),
        }
    }
}

impl Clone for Example {
    fn clone(&self) -> Self {
        match &self.0 {
            Kept::Whole(execution) => Self(Kept::Whole(execution.clone())),
            Kept::Brief { outcome, schedule, .. } => Self::brief(outcome.clone(), schedule.clone()),
        }
    }
}

impl PartialEq for Example {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Kept::Brief { outcome: one, schedule: by, .. }, Kept::Brief { outcome: other, schedule, .. }) => {
                one == other && by == schedule
            }
            (Kept::Whole(one), Kept::Whole(other)) => one == other,
            _ => false,
        }
    }
}

impl Eq for Example {}

/// As it crosses between processes.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Sent<'a> {
    Whole(&'a Execution),
    Brief(&'a str, &'a str),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Received {
    Whole(Box<Execution>),
    Brief(Box<str>, Box<str>),
}

impl Serialize for Example {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let sent = match &self.0 {
            Kept::Whole(execution) => Sent::Whole(execution),
            Kept::Brief { outcome, schedule, .. } => Sent::Brief(outcome, schedule),
        };
        sent.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Example {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Received::deserialize(deserializer)? {
            Received::Whole(execution) => Self(Kept::Whole(execution)),
            Received::Brief(outcome, schedule) => Self::brief(outcome, schedule),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::{Cause, Evidence, FailureKind};

    #[test]
    fn what_is_kept_in_brief_reads_as_an_execution() {
        let brief = Example::brief("x=1", "left right×2");
        assert_eq!((brief.label(), brief.schedule.len(), brief.is_whole()), ("x=1", 3, false));
        assert_eq!(brief.clone().into_execution(), *brief);
        assert_eq!(brief, brief.clone());
        assert_ne!(brief, Example::from(brief.clone().into_execution()));
    }

    #[test]
    fn both_cross_as_what_they_are() {
        let failure = Failure { kind: FailureKind::Deadlock, cause: Cause::Evident, evidence: Evidence::None };
        let whole = Execution { actors: vec!["main".into()], failure: Some(failure), ..Execution::default() };
        for example in [Example::brief("x", "main"), Example::brief("", ""), Example::from(whole)] {
            let text = serde_json::to_string(&example).expect("it has a text");
            assert_eq!(serde_json::from_str::<Example>(&text).ok(), Some(example), "{text}");
        }
    }
}
