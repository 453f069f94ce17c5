//! The execution that is kept to show for a label.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

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
    Brief(Brief, OnceLock<Box<Execution>>),
}

/// What leads to an execution, and what it comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Brief {
    outcome: Box<str>,
    /// What the actors are called in schedules. Most executions of a program have the same ones.
    words: Arc<[String]>,
    /// Whose the decisions are, by their places in the words.
    choices: Box<[u16]>,
}

impl Brief {
    fn execution(&self) -> Execution {
        let words = self.choices.iter().filter_map(|choice| self.words.get(usize::from(*choice)));
        let schedule = Schedule::of(words.map(String::as_str));
        Execution { outcome: Some(self.outcome.to_string()), schedule, ..Execution::default() }
    }
}

impl Example {
    /// The execution that returns `outcome` after these `choices`: each is the place in `words` of the word by which a schedule
    /// calls the actor. No more is kept of it.
    pub fn brief(outcome: impl Into<Box<str>>, words: Arc<[String]>, choices: impl Into<Box<[u16]>>) -> Self {
        let brief = Brief { outcome: outcome.into(), words, choices: choices.into() };
        Self(Kept::Brief(brief, OnceLock::new()))
    }

    /// Uses `words` for the words of its schedule if they are the same, so that they take memory once; else hands out its own.
    pub fn share_words(&mut self, words: &mut Arc<[String]>) {
        if let Kept::Brief(brief, _) = &mut self.0 {
            if brief.words == *words {
                brief.words = Arc::clone(words);
            } else {
                *words = Arc::clone(&brief.words);
            }
        }
    }

    /// Whether the steps are there, and not the schedule alone.
    pub fn is_whole(&self) -> bool {
        matches!(self.0, Kept::Whole(_))
    }

    /// How the execution failed, if it did. Failures are kept whole.
    pub fn failure(&self) -> Option<&Failure> {
        match &self.0 {
            Kept::Whole(execution) => execution.failure.as_ref(),
            Kept::Brief(..) => None,
        }
    }

    /// The execution, as far as it was kept.
    pub fn into_execution(self) -> Execution {
        match self.0 {
            Kept::Whole(execution) => *execution,
            Kept::Brief(brief, read) => read.into_inner().map_or_else(|| brief.execution(), |read| *read),
        }
    }
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
            Kept::Brief(brief, read) => read.get_or_init(|| Box::new(brief.execution())),
        }
    }
}

impl Clone for Example {
    fn clone(&self) -> Self {
        match &self.0 {
            Kept::Whole(execution) => Self(Kept::Whole(execution.clone())),
            Kept::Brief(brief, _) => Self(Kept::Brief(brief.clone(), OnceLock::new())),
        }
    }
}

impl PartialEq for Example {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Kept::Brief(one, _), Kept::Brief(other, _)) => one == other,
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
    Brief(&'a Brief),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Received {
    Whole(Box<Execution>),
    Brief(Brief),
}

impl Serialize for Example {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let sent = match &self.0 {
            Kept::Whole(execution) => Sent::Whole(execution),
            Kept::Brief(brief, _) => Sent::Brief(brief),
        };
        sent.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Example {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Received::deserialize(deserializer)? {
            Received::Whole(execution) => Self(Kept::Whole(execution)),
            Received::Brief(brief) => Self(Kept::Brief(brief, OnceLock::new())),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::{Cause, Evidence, FailureKind};

    fn brief(outcome: &str, choices: &[u16]) -> Example {
        Example::brief(outcome, ["main", "left", "two words"].map(str::to_owned).to_vec().into(), choices)
    }

    #[test]
    fn what_is_kept_in_brief_reads_as_an_execution() {
        let brief = brief("x=1", &[1, 2, 2]);
        assert_eq!((brief.label(), brief.schedule.written(), brief.is_whole()), ("x=1", "left 'two words'×2", false));
        assert_eq!(brief.clone().into_execution(), *brief);
        assert_eq!(brief, brief.clone());
        assert_ne!(brief, Example::from(brief.clone().into_execution()));
    }

    #[test]
    fn both_cross_as_what_they_are() {
        let failure = Failure { kind: FailureKind::Deadlock, cause: Cause::Evident, evidence: Evidence::None };
        let whole = Execution { actors: vec!["main".into()], failure: Some(failure), ..Execution::default() };
        for example in [brief("x", &[0]), brief("", &[]), Example::from(whole)] {
            let text = serde_json::to_string(&example).expect("it has a text");
            assert_eq!(serde_json::from_str::<Example>(&text).ok(), Some(example), "{text}");
        }
    }
}
