//! One execution, step by step.

use serde::{Deserialize, Serialize};

use super::{Counterfactual, MemoryOrder, ObjectKind, OddStep, Remark, Shown};
use crate::failure::{Failure, Site};
use crate::schedule::Schedule;
use crate::verb::Verb;

/// One recorded step of an execution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Index into [`Execution::actors`].
    pub actor: usize,
    /// What was done.
    pub action: Verb,
    /// Index into [`Execution::objects`], if the step was on an object.
    pub object: Option<usize>,
    /// A second object that the same step changed: the mutex that a wait gives up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub also: Option<usize>,
    /// The value read.
    pub read: Option<Shown>,
    /// The value written; of a mark that the program makes, its word.
    pub written: Option<Shown>,
    /// What the step passes on, where it can be shown: what the lock that it gives up guards, as it is left, or the
    /// message that it sends or receives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed: Option<String>,
    /// Anything else worth saying: how an attempt ended, how an access is ordered, that it blocks.
    pub remark: Remark,
    /// Where in the source.
    pub site: Site,
}

/// An object of an execution.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectInfo {
    /// Its name: given, or taken from the `let` that made it.
    pub name: String,
    /// What it is.
    pub kind: ObjectKind,
    /// What it was before the first step, where that is not the same for all of its kind: the value of an atomic or of
    /// plain memory, what a lock guards, the free permits of a semaphore.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initial: Option<Shown>,
    /// How much it takes: messages of a channel, bytes of a pipe, actors at a barrier; `None` for anything else, and
    /// where there is no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<usize>,
}

/// One execution: who took part, what happened, how it ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Execution {
    /// The actors' names, in order of creation; the first is `main`.
    pub actors: Vec<String>,
    /// The objects, in order of creation.
    pub objects: Vec<ObjectInfo>,
    /// The steps, in order.
    pub events: Vec<Event>,
    /// The choices that lead here.
    pub schedule: Schedule,
    /// The label the scenario returned, if it returned.
    pub outcome: Option<String>,
    /// How it failed, if it did.
    pub failure: Option<Failure>,
    /// What came of other orders of its steps, if that was asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counterfactuals: Vec<Counterfactual>,
    /// Orderings with which the program, as it is otherwise, does not come to this: none of them can be left out or be weaker. None
    /// if that was not asked, or if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repair: Vec<Strengthening>,
    /// Its odd steps, where the engine knows them: without any, the steps are a schedule that leads here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub odd: Option<Vec<OddStep>>,
    /// Whether a processor of the x86 family could come to this, if that was searched for: with the accesses as they are written,
    /// and stores that wait in a buffer of their own core.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_x86: Option<bool>,
}

/// An atomic access or a fence that would have to order more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strengthening {
    /// Where it is in the program.
    pub site: Site,
    /// What it has for an order.
    pub from: MemoryOrder,
    /// What it would have to have.
    pub to: MemoryOrder,
    /// What it has, and would have to have, where it is an exchange that fails, if more is needed there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_failure: Option<(MemoryOrder, MemoryOrder)>,
}

impl Execution {
    /// Under which label this execution is counted: its failure's kind, else its outcome.
    pub fn label(&self) -> &str {
        match (&self.failure, &self.outcome) {
            (Some(failure), _) => failure.kind.label(),
            (None, Some(outcome)) => outcome,
            (None, None) => "no outcome",
        }
    }

    /// The number of places where the next step is another actor's.
    pub fn switches(&self) -> usize {
        self.events.windows(2).filter(|pair| pair[0].actor != pair[1].actor).count()
    }

    /// The runs that came to something else than this execution, each by a change in it.
    pub fn other_ends(&self) -> impl Iterator<Item = &Counterfactual> {
        self.counterfactuals.iter().filter(|it| it.label != self.label())
    }

    /// The name of the actor of `event`.
    pub fn name_of(&self, event: &Event) -> &str {
        self.actors.get(event.actor).map_or("?", String::as_str)
    }
}
