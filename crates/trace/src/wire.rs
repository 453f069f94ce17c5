//! What crosses between processes, as bytes: jobs for a child, and what it says of them.
//!
//! Bytes are made here and not where they are sent, so that the code for it is compiled once, and not optimised.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::budget::Budget;
use crate::exploration::{EngineId, Example, Exploration, LockCycle, Overlap, Reason};
use crate::failure::Failure;
use crate::hidden_race::Watched;
use crate::outcome::Outcome;
use crate::schedule::{Refusal, Schedule, ScheduleError};
use crate::state_graph::{GraphError, StateGraph};

/// Something that crosses between processes: one line of JSON, without its end.
pub trait Wired: Sized {
    /// The bytes; none if it has no JSON, which nothing here lacks.
    fn encode(&self) -> Vec<u8>;

    /// What `bytes` say, if they are something of this kind.
    fn decode(bytes: &[u8]) -> Option<Self>;
}

macro_rules! wired {
    ($($kind:ty),+) => {
        $(impl Wired for $kind {
            fn encode(&self) -> Vec<u8> {
                serde_json::to_vec(self).unwrap_or_default()
            }

            fn decode(bytes: &[u8]) -> Option<Self> {
                serde_json::from_slice(bytes).ok()
            }
        })+
    };
}

wired!(Message, Job, Ending, Refusal, Known);

/// A message to the process that has asked for an exploration: from the engine's, or from the one that watches over it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Message {
    /// The engine's first: this is a child that knows its job.
    Hello {
        /// Its number.
        pid: i32,
        /// How many bytes of address space it may really use.
        memory: u64,
    },
    /// An execution is kept as the example of its label.
    Saw(Box<Sighting>),
    /// A circle in the orders in which locks were taken.
    LockCycle(LockCycle),
    /// Two sections that ran at the same time.
    Overlap(Overlap),
    /// The search is over: all that is to be said of it but for what was seen. What follows makes examples simpler.
    Searched(Box<Exploration>),
    /// The engine's last: what was seen. What is kept in brief was told before, and is counted in [`Over`].
    Done(Box<Exploration>),
    /// The engine's last: the graph of states that was asked for, or why there is none.
    States(Box<Result<StateGraph, GraphError>>),
    /// What came of watching the memory of what was taken down.
    Watched(Watched),
    /// The engine's last: all states and moves as they were taken down, in the engine's own form, or why that was not done.
    Transcript(Box<Result<String, GraphError>>),
    /// The engine's last: it goes no further, and what was seen is what it has told.
    Stopped(Reason),
    /// The engine's last: the schedule cannot be followed.
    Refused(ScheduleError),
    /// The watcher's only one, and the last: the engine's process is gone, and so are all that came of it.
    Over(Over),
}

/// What is kept of a label.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sighting {
    /// The label.
    pub label: String,
    /// Its number among the labels, by which it is counted in [`Over`].
    pub slot: usize,
    /// The how-manieth execution that was tried was the first with this label.
    pub nth: u64,
    /// An execution that came to it.
    pub example: Example,
}

/// The end of an engine's process.
#[derive(Debug, Serialize, Deserialize)]
pub struct Over {
    /// The exit code, if it has exited.
    pub code: Option<i32>,
    /// The signal that has ended it, if one has.
    pub signal: Option<i32>,
    /// Executions that had ended.
    pub executions: u64,
    /// How often each label was seen, by its number.
    pub counts: Vec<u64>,
    /// How much of its executions the search had gone through, if that was told.
    pub share: Option<f64>,
    /// The number of the error by which the system has refused what it had no more of, if it has.
    pub lack: Option<i32>,
}

/// The program that a job is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// A variant of a scenario, both by name.
    Variant {
        /// The scenario.
        scenario: String,
        /// The variant.
        variant: String,
    },
    /// A check in somebody's test.
    Check {
        /// The place of its caller.
        place: String,
        /// The how-manieth check there it is.
        nth: usize,
    },
}

/// What is asked of a schedule.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asked {
    /// What it comes to.
    pub label: String,
    /// Whether it is also asked what orderings would repair it.
    pub repairs: bool,
}

/// One exploration that a child is to make.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Job {
    /// Of what.
    pub which: Which,
    /// By which engine.
    pub engine: EngineId,
    /// The schedule to follow instead of exploring, if there is one.
    pub schedule: Option<Schedule>,
    /// Whether it is asked what comes of other orders than that of the schedule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explains: Option<Asked>,
    /// How many states there may be, if the graph of states is to be made instead.
    #[serde(default)]
    pub states: Option<usize>,
    /// How many states there may be, if all states and moves are to be taken down instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transcribed: Option<usize>,
    /// How far.
    pub budget: Budget,
    /// The preemptions that `explorer` keeps to, if it is to look at no executions with more. Those of the budget are loom's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<usize>,
    /// For how long the program may give no sign of life, in milliseconds.
    pub silence_ms: u64,
    /// How many bytes of address space it may use.
    pub memory: u64,
    /// Where the scenario's files go; the parent removes it.
    pub files: PathBuf,
    /// Where what the program prints goes, if anybody wants to see it: a descriptor that the child has inherited.
    pub prints: Option<i32>,
    /// Where it is written what the earlier checks of the same test came to, if there are some.
    pub known: Option<PathBuf>,
    /// What the engine's process forbids itself before it runs anything, if somebody else has written that: programs for the
    /// system, an instruction a number. Then it starts no process either.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub call_filters: Vec<Vec<u64>>,
}

/// What checks have come to, by which engine.
pub type Known = Vec<(Which, EngineId, Exploration)>;

/// How a program ended that ran as a process: with an outcome or a failure.
pub type Ending = Result<Outcome, Failure>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exploration::{Coverage, Event, Execution, MemoryOrder, ObjectInfo, ProcessEnd, Remark, Shown, Verb};
    use crate::failure::{ActorState, Cause, Evidence, FailureKind, Obstacle, Site, Waiting};

    #[test]
    fn what_crosses_arrives_as_it_was() {
        let site = Site { file: "tests/own.rs".to_owned(), line: 3 };
        let obstacles = [None, Some(Obstacle::PipeEmpty { capacity: None }), Some(Obstacle::NobodyNotifies)];
        let waits = |obstacle| {
            let (action, object) = (Verb::Read, "pipe".to_owned());
            let waits = Waiting { action, object, site: site.clone(), on: Vec::new(), obstacle };
            ActorState { actor: "reader".to_owned(), holds: Vec::new(), waits: Some(waits) }
        };
        let evidence = Evidence::Waits { actors: obstacles.map(waits).to_vec(), cycle: Vec::new() };
        let failure = Failure { kind: FailureKind::Deadlock, cause: Cause::Evident, evidence };
        let remarks = [
            Remark::Nothing,
            Remark::Order(MemoryOrder::AcqRel),
            Remark::Blocks(None),
            Remark::Blocks(Some(Obstacle::Arrived { arrived: 1, size: 2 })),
        ];
        let event = |remark| {
            let (action, site) = (Verb::Read, site.clone());
            let (object, also, read, written, passed) = (None, None, None, None, None);
            Event { actor: 0, action, object, also, read, written, passed, remark, site }
        };
        let mut events = remarks.map(event).to_vec();
        events[0].read = Some(Shown::Ended(ProcessEnd::Signal(9)));
        events[1].written = Some(Shown::Order(MemoryOrder::SeqCst));
        (events[2].read, events[2].written) = (Some(Shown::Bytes(1)), Some("asks to write".into()));
        let objects = vec![ObjectInfo { initial: Some(Shown::Permits(3)), ..ObjectInfo::default() }];
        let mut exploration = Exploration::new(EngineId::Explorer, Coverage::Exhaustive { executions: 1 });
        exploration.record(1, Execution { objects, events, failure: Some(failure.clone()), ..Execution::default() });
        let which = Which::Check { place: "tests/own.rs:3".to_owned(), nth: 0 };
        let known: Known = vec![(which, EngineId::Explorer, exploration)];
        assert_eq!(Known::decode(&known.encode()), Some(known));
        let ending: Ending = Err(failure);
        assert_eq!(Ending::decode(&ending.encode()), Some(ending));
    }
}
