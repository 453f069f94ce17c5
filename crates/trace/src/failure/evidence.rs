//! The evidence for a failure.

use serde::{Deserialize, Serialize};

use super::{Obstacle, Site};
use crate::verb::Verb;

/// Something an actor holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// The name of the object.
    pub object: String,
    /// Where it was taken.
    pub site: Site,
}

/// What an actor is blocked on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// What it is doing.
    pub action: Verb,
    /// The name of the object or actor it waits for.
    pub object: String,
    /// Where it waits.
    pub site: Site,
    /// Who could end the wait: names of the actors that hold the object, or that it waits for.
    pub on: Vec<String>,
    /// What about the object is in the way, where there is more to it than who holds it.
    pub obstacle: Option<Obstacle>,
}

/// One row of a diagnosis: what an actor holds and what it waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorState {
    /// The actor's name.
    pub actor: String,
    /// What it holds.
    pub holds: Vec<Holding>,
    /// What it waits for; `None` if it is not blocked (or has finished).
    pub waits: Option<Waiting>,
}

/// One of the two accesses of a data race.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// The actor's name.
    pub actor: String,
    /// To read or to write.
    pub action: Verb,
    /// Where.
    pub site: Site,
    /// Which event of the execution it is, if that is known: there may be several on a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<usize>,
}

/// Something that one actor changes after its access, and that another looks at before its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// The name of what is changed and looked at.
    pub object: String,
    /// Where it is changed.
    pub changed: Site,
    /// Whether the change publishes what came before it.
    pub releases: bool,
    /// Where it is looked at.
    pub looked: Site,
    /// Whether the look takes over what was published.
    pub acquires: bool,
}

/// A change by one actor that another one looks at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relay {
    /// Who changes it.
    pub by: String,
    /// Who looks at it.
    pub to: String,
    /// What is changed, and where.
    pub handover: Handover,
}

/// Why nothing orders two accesses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unordered {
    /// The first actor does nothing after its access that the second one looks at before its own.
    NothingBetween,
    /// The first actor changes something after its access, and the second one looks at that before its own; but what came before the
    /// change is not taken over with it.
    NotTakenOver(Box<Handover>),
    /// The second actor hears of the first one's access through others, and these changes are not taken over, or have published
    /// nothing. There is at least one.
    Relayed(Vec<Relay>),
    /// In the words of whoever has written the execution down.
    InWords(String),
}

/// Why we say that an execution failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Evidence {
    /// Nothing but the cause.
    None,
    /// Who holds what and who waits for what, at the moment nobody could go on.
    Waits {
        /// All unfinished actors.
        actors: Vec<ActorState>,
        /// The circle of actors, each waiting for the next and the last for the first; empty if there is none
        /// (then somebody waits for an event that nobody is left to cause).
        cycle: Vec<String>,
    },
    /// Two accesses that nothing orders.
    Race {
        /// The name of the memory.
        object: String,
        /// The earlier one in this execution.
        first: Access,
        /// The later one.
        second: Access,
        /// Why nothing orders them.
        why: Unordered,
    },
    /// A schedule that comes back to where it was. For a spin: one actor's loop, and what it reads there.
    Lasso {
        /// The number of events before the circle starts.
        stem: usize,
        /// The number of events in one round.
        round: usize,
        /// How many rounds were watched.
        repeated: usize,
        /// Steps each actor took in one round, by name: the reason why the schedule is fair.
        steps: Vec<(String, usize)>,
        /// Actors that completed something in a round (empty for a livelock and for a spin).
        progressed: Vec<String>,
        /// All unfinished actors, with what they hold and, if they are blocked, what they wait for.
        #[serde(default)]
        waits: Vec<ActorState>,
    },
    /// Somebody was overtaken more often than stated.
    Bypass {
        /// Who waited.
        actor: String,
        /// For what.
        wanted: String,
        /// How often others were served meanwhile.
        overtaken: usize,
        /// How often at most they should have been.
        bound: usize,
    },
}
