//! What happened when an execution failed.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Site;
use crate::verb::Verb;

/// What happened, as far as the evidence does not say it. A report makes one sentence of both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// The evidence says it all.
    Evident,
    /// These actors are not blocked where that can be seen; each was last seen here, if ever.
    NotBlocked(Vec<(String, Option<Site>)>),
    /// Nothing happened for a long time, and there was no actor.
    NobodyThere,
    /// A model took no step for so long.
    Silent {
        /// For how long.
        silence: Duration,
        /// Where the last step was, if there was one.
        last: Option<Site>,
    },
    /// A model took no step for so long, because an actor is blocked in something that is not the facade's. All actors of a model
    /// share a thread of the system, so whoever could end that does not go on either.
    BlockedOutside {
        /// For how long.
        silence: Duration,
        /// The actor.
        actor: String,
        /// Its last step, if it has taken one.
        last: Option<(Verb, Site)>,
        /// The others that were stopped at a step of theirs, with that step: whatever they hold, they hold over it.
        inside: Vec<(String, Verb, Site)>,
    },
    /// A real run has gone on for so many steps, and has not come to its end.
    NoEnd {
        /// How many.
        steps: u64,
    },
    /// The scenario panicked.
    Panicked {
        /// What the panic said.
        said: String,
        /// Where, if that is known.
        at: Option<Site>,
    },
    /// The scenario ended its process.
    Exited {
        /// The exit code.
        code: i32,
    },
    /// A signal ended the scenario's process.
    Signalled {
        /// Its number.
        signal: i32,
        /// Its name on the system where it came, if it has one: `SIGABRT`.
        name: Option<String>,
    },
    /// The system gave no more memory, which ended the process.
    OutOfMemory {
        /// How many bytes it could have.
        limit: u64,
    },
    /// The scenario returned, in a model, before the actors of the evidence had taken their last steps.
    NotFinished,
    /// The scenario returned, for real, and some time later the actors of the evidence still ran.
    StillRunning,
    /// These actors let nobody else go first, for ever.
    Spinning(Vec<String>),
    /// These actors never get to what they asked for, while others go on for ever.
    Starving(Vec<(String, String)>),
    /// After the same choices an actor was about to do one thing in one execution, and another in the next.
    Differs {
        /// The actor.
        actor: String,
        /// As the how-manieth step of the execution, counted from 1.
        step: usize,
        /// What it was about to do then, and where.
        before: (Verb, Site),
        /// What it is about to do now; `None` if it can do nothing, or is not there.
        now: Option<(Verb, Site)>,
    },
    /// The same steps have come to one outcome in one execution, and to another in the next.
    ComesToOther {
        /// The label of the first.
        before: String,
        /// The label of the next.
        now: String,
    },
    /// loom has found it, and says this.
    Loom(String),
    /// In the words of whoever has written the execution down.
    InWords(String),
}
