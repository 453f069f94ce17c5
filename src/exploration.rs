//! What an engine found: how far it looked, what it saw how often, and one execution to show for each.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::engine::EngineId;
use crate::failure::{Failure, Holding, Site};

/// How much of the space of executions an engine has covered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Coverage {
    /// Every execution the engine can tell apart.
    Exhaustive {
        /// How many those were.
        executions: u64,
    },
    /// Every execution within a bound, or as many as a budget allowed.
    Bounded {
        /// How many those were.
        executions: u64,
        /// The bound in words, for instance `at most 2 preemptions`.
        bound: String,
    },
    /// Some executions, picked.
    Sampled {
        /// How many.
        executions: u64,
        /// The seed that picks the same ones again, where there is one.
        seed: Option<u64>,
    },
    /// The engine was stopped before it was done: what it had is reported, nothing is concluded from the rest.
    Interrupted {
        /// How many executions it had finished.
        executions: u64,
        /// Why it stopped.
        reason: String,
    },
    /// The engine cannot run this scenario.
    NotApplicable {
        /// Why.
        reason: String,
    },
}

impl Coverage {
    /// The number of executions that were completed.
    pub fn executions(&self) -> u64 {
        match self {
            Coverage::Exhaustive { executions }
            | Coverage::Bounded { executions, .. }
            | Coverage::Sampled { executions, .. }
            | Coverage::Interrupted { executions, .. } => *executions,
            Coverage::NotApplicable { .. } => 0,
        }
    }

    /// Whether nothing was left out.
    pub fn is_exhaustive(&self) -> bool {
        matches!(self, Coverage::Exhaustive { .. })
    }
}

/// One recorded step of an execution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Index into [`Execution::actors`].
    pub actor: usize,
    /// What was done: `load`, `lock`, `send`, …
    pub action: String,
    /// Index into [`Execution::objects`], if the step was on an object.
    pub object: Option<usize>,
    /// A second object that the same step changed: the mutex that a wait gives up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub also: Option<usize>,
    /// The value read.
    pub read: Option<String>,
    /// The value written.
    pub written: Option<String>,
    /// What the step passes on, where it can be shown: what the lock that it gives up guards, as it is left, or the
    /// message that it sends or receives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed: Option<String>,
    /// Anything else worth showing, for instance `busy`, `Relaxed`, `blocks`.
    pub note: String,
    /// Where in the source.
    pub site: Site,
}

/// An object of an execution.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectInfo {
    /// Its name: given, or taken from the `let` that made it.
    pub name: String,
    /// What it is: `mutex`, `atomic`, `channel`, …
    pub kind: String,
    /// What it was before the first step, where that is not the same for all of its kind: the value of an atomic or of
    /// plain memory, what a lock guards, the free permits of a semaphore.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initial: Option<String>,
    /// How much it takes: messages of a channel, bytes of a pipe, actors at a barrier; `None` for anything else, and
    /// where there is no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<usize>,
}

/// The note of an unlock after the protected value was only read.
pub(crate) const READ: &str = "read";
/// The note of an unlock after the protected value was written, or could have been: it was borrowed for that.
pub(crate) const WRITTEN: &str = "written";

/// One execution: who took part, what happened, how it ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Execution {
    /// The actors' names, in order of creation; the first is `main`.
    pub actors: Vec<String>,
    /// The objects, in order of creation.
    pub objects: Vec<ObjectInfo>,
    /// The steps, in order.
    pub events: Vec<Event>,
    /// The choices that lead here, as the text of a [`Schedule`](crate::schedule::Schedule).
    pub schedule: String,
    /// The label the scenario returned, if it returned.
    pub outcome: Option<String>,
    /// How it failed, if it did.
    pub failure: Option<Failure>,
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
}

/// How often something was seen, with the simplest execution in which it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// The number of executions that ended so.
    pub count: u64,
    /// The number of executions tried when it was first seen, that one included.
    pub first_seen: u64,
    /// One such execution: the simplest that was found where [`shortest`](Self::shortest) says how simple it is, else the one
    /// with the fewest context switches, then the fewest steps, of those seen.
    pub example: Execution,
    /// How simple the example is, if simpler ones were looked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shortest: Option<Shortest>,
}

/// How simple an example is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shortest {
    /// How often an actor is interrupted that could have gone on; for `weak_memory` the bound within which loom came to it,
    /// so at the most so often.
    pub preemptions: usize,
    /// Whether there is none with fewer preemptions: all have been tried.
    pub proven: bool,
}

/// One actor's part in a circle of lock orders: it takes one lock while it holds another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockOrder {
    /// The actor's name.
    pub actor: String,
    /// The lock it holds, and where it took it.
    pub held: Holding,
    /// The lock it takes then, and where.
    pub taken: Holding,
}

/// A *potential* deadlock: in one execution, which passed, actors took locks in orders that disagree, and nothing but luck
/// kept them apart. Each takes what the next one holds, and the last what the first one holds.
///
/// It is no deadlock that was seen. If all executions were explored and none deadlocked, it cannot happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockCycle {
    /// The orders, one for each actor of the circle.
    pub orders: Vec<LockOrder>,
}

/// Two marked sections of different actors that ran at the same time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overlap {
    /// The names of the sections, as given to `progress::section`.
    pub sections: [String; 2],
    /// The actors they belong to, in the same order.
    pub actors: [String; 2],
    /// In how many executions.
    pub executions: u64,
}

/// Everything one engine has to say about one variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exploration {
    /// Which engine.
    pub engine: EngineId,
    /// How far it looked.
    pub coverage: Coverage,
    /// What it saw, by label: the labels of outcomes, and of failures (`deadlock`, …).
    pub observations: BTreeMap<String, Observation>,
    /// Things a reader should know: what was strengthened, cut, or left out.
    pub notes: Vec<String>,
    /// Circles in the orders in which locks were taken, in executions that passed. Models only.
    #[serde(default)]
    pub potential_deadlocks: Vec<LockCycle>,
    /// Which marked sections ran at the same time, in executions that passed. Models only.
    #[serde(default)]
    pub overlaps: Vec<Overlap>,
}

impl Exploration {
    /// An exploration that has seen nothing yet.
    pub fn new(engine: EngineId, coverage: Coverage) -> Self {
        Self {
            engine,
            coverage,
            observations: BTreeMap::new(),
            notes: Vec::new(),
            potential_deadlocks: Vec::new(),
            overlaps: Vec::new(),
        }
    }

    /// Whether an execution ended with this label.
    pub fn saw(&self, label: &str) -> bool {
        self.observations.contains_key(label)
    }

    /// How many executions ended with this label.
    pub fn count(&self, label: &str) -> u64 {
        self.observations.get(label).map_or(0, |seen| seen.count)
    }

    /// Counts `execution`, the `nth` one tried, and keeps it if it is the simplest with its label.
    pub fn record(&mut self, nth: u64, execution: Execution) {
        let simplicity = |e: &Execution| (e.switches(), e.events.len());
        match self.observations.get_mut(execution.label()) {
            Some(seen) => {
                seen.count += 1;
                if simplicity(&execution) < simplicity(&seen.example) {
                    seen.example = execution;
                }
            }
            None => {
                let seen = Observation { count: 1, first_seen: nth, example: execution, shortest: None };
                self.observations.insert(seen.example.label().to_owned(), seen);
            }
        }
    }
}
