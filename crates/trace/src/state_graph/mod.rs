//! The graph of states of a small program: what every actor will do next, who waits for whom, what every object is, and which
//! move leads where.
//!
//! Two states are the same if everything that has happened before them is, but for the order of steps that do not depend on
//! each other. That is finer than what can be seen of a state: what a lock guards and an actor's local variables are not seen,
//! and two states that look alike may differ in them. So no state comes back, and the graph has no cycle.

mod error;
mod value;

use serde::{Deserialize, Serialize};

pub use error::GraphError;
pub use value::{Datum, Value};

pub use crate::exploration::ProcessEnd;
use crate::exploration::{ObjectKind, Verb};
use crate::failure::{FailureKind, Site};

/// All states that a program can be in between two moves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateGraph {
    /// All actors of all executions; `main` is the first. Elsewhere an actor is its place here.
    pub actors: Vec<Actor>,
    /// All objects of all executions. Elsewhere an object is its place here.
    pub objects: Vec<Object>,
    /// The states. The first is the one before the first move, and those that take more moves come later.
    pub states: Vec<State>,
    /// In which ways the program ends, in the order of their labels.
    pub ends: Vec<End>,
}

/// An actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// What reports call it. Two actors have the same name only if the program gives it to both, or if no execution has both.
    pub name: String,
    /// The process that runs it; that of `main` is 0.
    pub process: usize,
    /// Everything that it can be about to do, each once.
    pub standings: Vec<Standing>,
}

/// Whether an actor can go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Its next step is possible, unless the execution is over.
    Enabled,
    /// It has to wait before its next step.
    Blocked,
    /// It has ended.
    Finished,
    /// Its process was killed.
    Killed,
}

/// How an actor stands in a state.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Standing {
    /// Whether it can go on.
    pub status: Status,
    /// What it does next; `None` if it has ended, or if the execution has before it came to its first step.
    pub next: Option<Step>,
    /// What it holds, oldest first.
    pub holds: Vec<Held>,
    /// The actors that could end its wait, as far as its object knows them. Empty if it does not wait.
    pub waits_for: Vec<usize>,
    /// Whether it has yielded or slept since its last move: to let others go first is then its own will, and no preemption.
    pub has_yielded: bool,
    /// Whether its next step is possible only because condition variables and `park` may wake for no reason. It need not come.
    #[serde(default)]
    pub for_no_reason: bool,
}

/// A step that an actor is about to take.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Step {
    /// What it does.
    pub action: Verb,
    /// The object that it is on; `None` if nothing is shared.
    pub object: Option<usize>,
    /// A second object that the same step changes: the mutex that a wait gives up.
    pub also: Option<usize>,
    /// The numbers it needs: the value to write, for an exchange the one to find and the one to write, the bytes for a pipe.
    pub operands: Vec<Datum>,
    /// Where the program asks for it.
    pub site: Site,
}

/// Something that an actor holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Held {
    /// What.
    pub object: usize,
    /// Where it was taken.
    pub site: Site,
}

/// An object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// What reports call it; for the end or the token of an actor, the actor's name.
    pub name: String,
    /// What it is: `ObjectKind::Thread` for the end of an actor.
    pub kind: ObjectKind,
    /// Everything that it can be, each once.
    pub values: Vec<Value>,
}

/// A state between two moves. Joins, yields and what actors do by themselves before their next step have taken place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// How many moves lead here. It is the same number on every way.
    pub depth: usize,
    /// For each actor, which of its standings is its; `None` for one that is not there. Those at the end of the list are left
    /// out if they are not there.
    pub actors: Vec<Option<usize>>,
    /// For each object, which of its values it has, in the same way.
    pub objects: Vec<Option<usize>>,
    /// What can be done here, by actor; nothing if this is an end.
    pub moves: Vec<Move>,
    /// The end that this is.
    pub end: Option<usize>,
    /// For each end that can be reached from here, how far it is. In the order of the ends.
    pub ways: Vec<Way>,
}

/// A step that is somebody's decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// Who takes it: the next step of this actor's standing.
    pub actor: usize,
    /// The state after it.
    pub to: usize,
}

/// A way in which a program ends.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct End {
    /// What it is counted under: the outcome's label, or that of the failure.
    pub label: String,
    /// The failure, if it is one.
    pub failure: Option<FailureKind>,
}

/// How far it is to an end. Each number is the fewest there is, and they may belong to different ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// To which end.
    pub end: usize,
    /// Moves.
    pub moves: usize,
    /// Preemptions, if anybody may take the first move: switches away from an actor that could have gone on, and has not
    /// yielded.
    pub preemptions: usize,
}

impl StateGraph {
    /// How `actor` stands in a state; `None` if it is not there.
    ///
    /// # Panics
    ///
    /// If there is no such state.
    pub fn standing(&self, state: usize, actor: usize) -> Option<&Standing> {
        let standing = self.states[state].actors.get(actor).copied().flatten()?;
        self.actors[actor].standings.get(standing)
    }

    /// What `object` is in a state; `None` if it is not there.
    ///
    /// # Panics
    ///
    /// If there is no such state.
    pub fn value(&self, state: usize, object: usize) -> Option<&Value> {
        let value = self.states[state].objects.get(object).copied().flatten()?;
        self.objects[object].values.get(value)
    }

    /// How far it is from a state to the end with this label; `None` if that cannot be reached any more.
    ///
    /// # Panics
    ///
    /// If there is no such state.
    pub fn way(&self, state: usize, label: &str) -> Option<Way> {
        self.states[state].ways.iter().find(|way| self.ends[way.end].label == label).copied()
    }
}
