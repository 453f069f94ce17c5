//! Why a program cannot follow a schedule.

use serde::{Deserialize, Serialize};

use crate::failure::Waiting;
use crate::verb::Verb;

/// Why a step of a schedule cannot be taken. Actors go by their names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// No actor is called so.
    Unknown {
        /// The word in the schedule.
        word: String,
        /// The name most like it, if one is like it.
        nearest: Option<String>,
        /// The actors that there are.
        actors: Vec<String>,
    },
    /// This actor has not been started yet.
    NotStarted(String),
    /// This actor has finished.
    Finished(String),
    /// The process that runs this actor was killed.
    Killed(String),
    /// This actor has no step to take.
    NoStep(String),
    /// This actor waits.
    Waits(String, Waiting),
    /// This actor waits for the end of that one.
    WaitsForEndOf(String, String),
    /// The actor whose turn it is would have to wait.
    HasToWait,
    /// The execution is over before the step, with this label.
    Over(String),
    /// A real run is over before the step, with this label if it had one.
    RunOver(Option<String>),
    /// Under the model the step is possible; on real threads and processes it is not.
    ForReal(Box<Refusal>),
    /// The execution was given up after so many steps.
    NoEnd {
        /// How many.
        steps: usize,
    },
    /// So many stores have been taken to the atomic of a step that is to read or store behind more of them.
    NotSoOld {
        /// How many there are.
        stores: usize,
    },
    /// The language allows no such execution.
    Forbidden,
    /// A step that is to be taken as if it came earlier is on no atomic.
    NeverOld,
    /// A step that is to fail for no reason is no exchange that may.
    NeverFails,
    /// Old values are not followed where there is a step like this one, or another process.
    NoOldValues(Verb),
    /// What real threads read cannot be chosen.
    OldForReal,
    /// There is no engine that could follow it.
    NoEngine,
    /// More actors than this cannot be held.
    TooManyActors {
        /// How many can.
        most: usize,
    },
}
