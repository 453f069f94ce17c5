//! What would have come of another order of an execution's steps.

use serde::{Deserialize, Serialize};

use crate::schedule::Schedule;

/// A step of an execution: one that was taken, or the one that an actor is blocked at for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Moment {
    /// Index into the actors.
    pub actor: usize,
    /// Index into the events; `None` for the step that the actor never gets to take.
    pub event: Option<usize>,
}

/// How a run differed from the execution that it is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Change {
    /// One step came before another one, of another actor, which it follows in the execution. The rest was left in its order as
    /// far as that was possible.
    Before {
        /// The step that came first.
        step: Moment,
        /// The step that came first in the execution.
        other: Moment,
    },
    /// An actor did not take a step before nobody else could go on.
    HeldBack {
        /// The step.
        step: Moment,
    },
    /// An actor did not wake up for no reason.
    LeftOut {
        /// The step with which it does.
        step: Moment,
    },
    /// The steps came in the same order, as far as that was possible, and every load returned the newest value.
    NewestValues,
}

/// A run that was made to see what comes of a change in an execution. What it says is certain, of that run: it was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counterfactual {
    /// The change.
    pub change: Change,
    /// What the run came to: the label of its outcome or failure.
    pub label: String,
    /// The choices that lead there.
    pub schedule: Schedule,
    /// For steps in another order, all that can come of it: the labels of all executions that begin alike and have that order, and
    /// none of them is that of the execution that it is held against. Empty where one of them is, and where not all were tried.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub always: Vec<String>,
    /// Events of the execution that have no equal in the run: what came of the order that was changed. The first few of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<usize>,
}
