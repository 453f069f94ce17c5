//! What an engine found: how far it looked, what it saw how often, and one execution to show for each.

mod bound;
mod counterfactual;
mod coverage;
mod engine_id;
mod example;
mod execution;
mod note;
mod object_kind;
mod odd;
mod reason;
mod remark;
mod shown;
mod weaker;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::failure::{FailureKind, Holding};
use crate::schedule::Schedule;

pub use crate::verb::Verb;
pub use bound::Bound;
pub use counterfactual::{Change, Counterfactual, Moment};
pub use coverage::Coverage;
pub use engine_id::EngineId;
pub use example::Example;
pub use execution::{Event, Execution, ObjectInfo, Strengthening};
pub use note::{Note, Strengthened, StrongerBy};
pub use object_kind::ObjectKind;
pub use odd::{Message, OddStep, Oddity};
pub use reason::Reason;
pub use remark::{MemoryOrder, Remark};
pub use shown::{ProcessEnd, Shown};
pub use weaker::{Relaxation, Weakened, WeakerOrderings};

/// How often something was seen, with the simplest execution in which it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// The number of executions that ended so.
    pub count: u64,
    /// The number of executions tried when it was first seen, that one included.
    pub first_seen: u64,
    /// One such execution: the simplest that was found where [`shortest`](Self::shortest) says how simple it is, else the one
    /// with the fewest context switches, then the fewest steps, of those seen. Of the outcomes of a program that has very many it
    /// is kept in brief.
    pub example: Example,
    /// How simple the example is, if simpler ones were looked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shortest: Option<Shortest>,
}

/// How simple an example is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shortest {
    /// How often an actor is interrupted that could have gone on; for `loom` the bound within which it came to it,
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
    pub notes: Vec<Note>,
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

    /// Adds what was found in later runs of the same program: counts are summed, and the first example of each label is kept. How far
    /// that went is how far it went.
    pub fn and_then(&mut self, later: Exploration) {
        let before: u64 = self.observations.values().map(|seen| seen.count).sum();
        for (label, mut seen) in later.observations {
            seen.first_seen += before;
            match self.observations.get_mut(&label) {
                Some(known) => known.count += seen.count,
                None => {
                    self.observations.insert(label, seen);
                }
            }
        }
        self.coverage = later.coverage;
        self.notes = later.notes;
    }

    /// Whether every execution was tried. What loom takes for all is less.
    pub fn has_searched_all(&self) -> bool {
        self.coverage.is_exhaustive() && self.engine != EngineId::Loom
    }

    /// The schedule that leads to the example of `label`, if nothing more is kept of that.
    pub fn schedule_to_show(&self, label: &str) -> Option<Schedule> {
        let brief = self.observations.get(label).filter(|seen| !seen.example.is_whole());
        brief.map(|seen| seen.example.schedule.clone())
    }

    /// The order of steps that leads to the example of `label`, with the newest values, if it can be asked what comes of other orders of its steps: an engine has
    /// seen the steps, and the program has not taken the engine along.
    pub fn schedule_to_explain(&self, label: &str) -> Option<Schedule> {
        let seen = self.observations.get(label).filter(|_| !self.engine.is_native())?;
        let says_nothing =
            |kind| matches!(kind, FailureKind::Abort | FailureKind::Hang | FailureKind::NotDeterministic);
        let is_told = seen.example.is_whole() && seen.example.events.is_empty();
        if is_told || seen.example.failure().is_some_and(|failure| says_nothing(failure.kind)) {
            return None;
        }
        Some(seen.example.schedule.unmarked())
    }

    /// Keeps what came of other orders of the steps of the example of `label`, and with it the execution `asked` that is the example
    /// again, if it is.
    pub fn explain(&mut self, label: &str, asked: Execution) {
        let Some(seen) = self.observations.get_mut(label) else { return };
        let is_the_same = !asked.events.is_empty() && asked.label() == label;
        let mut example = seen.example.clone().into_execution();
        example.counterfactuals.clone_from(&asked.counterfactuals);
        example.repair.clone_from(&asked.repair);
        example.on_x86 = asked.on_x86;
        seen.example = if is_the_same { asked } else { example }.into();
    }

    /// Keeps `execution` as the example of what it has come to, if that was seen.
    pub fn show(&mut self, execution: Execution) {
        if let Some(seen) = self.observations.get_mut(execution.label()) {
            seen.example = execution.into();
        }
    }

    /// Counts `execution`, the `nth` one tried, and keeps it if it is the simplest with its label: says whether it is.
    pub fn record(&mut self, nth: u64, execution: Execution) -> bool {
        let simplicity = |e: &Execution| (e.switches(), e.events.len());
        match self.observations.get_mut(execution.label()) {
            Some(seen) => {
                seen.count += 1;
                let simpler = simplicity(&execution) < simplicity(&seen.example);
                if simpler {
                    seen.example = execution.into();
                }
                simpler
            }
            None => {
                let label = execution.label().to_owned();
                let seen = Observation { count: 1, first_seen: nth, example: execution.into(), shortest: None };
                self.observations.insert(label, seen);
                true
            }
        }
    }
}
