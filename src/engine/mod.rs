//! The engines: each runs one scenario function many times, its own way, and says what it saw.

pub mod explorer;
mod gated;
mod lasso;
mod processes;
mod replay;
mod sampling;
mod stress;
mod tally;
mod watched;
mod weak_memory;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::budget::Budget;
use crate::exploration::{Coverage, Exploration};
use crate::naming::Names;
use crate::outcome::Outcome;
use crate::scenario::Variant;

// What labs say of a panic.
pub(crate) use crate::hook::panic_text;

pub use gated::play;
pub use replay::{Replayed, replay};

/// The engines by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EngineId {
    /// Our search on coroutines of its own: every interleaving under sequential consistency, one execution for each class
    /// of equivalent ones (optimal dynamic partial-order reduction).
    Explorer,
    /// loom: stale reads and memory orderings.
    WeakMemory,
    /// shuttle's depth-first search: every interleaving, nothing pruned.
    DepthFirst,
    /// shuttle's random walk.
    Random,
    /// shuttle's probabilistic concurrency testing: random priorities with a few change points.
    Pct,
    /// shuttle's uniform random walk over interleavings.
    Urw,
    /// shuttle's round robin: one fair schedule, on which livelock shows.
    RoundRobin,
    /// Real threads, free to run.
    Stress,
    /// Real processes.
    Processes,
    /// Real threads or processes, held at every operation of the facade, so that they follow a schedule. It explores
    /// nothing by itself: see [`play`].
    Gated,
}

impl EngineId {
    /// Every engine that explores, in the order of the matrix.
    pub const ALL: [EngineId; 9] = [
        EngineId::Explorer,
        EngineId::WeakMemory,
        EngineId::DepthFirst,
        EngineId::Random,
        EngineId::Pct,
        EngineId::Urw,
        EngineId::RoundRobin,
        EngineId::Stress,
        EngineId::Processes,
    ];

    /// The name on the command line and in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            EngineId::Explorer => "explorer",
            EngineId::WeakMemory => "weak_memory",
            EngineId::DepthFirst => "depth_first",
            EngineId::Random => "random",
            EngineId::Pct => "pct",
            EngineId::Urw => "urw",
            EngineId::RoundRobin => "round_robin",
            EngineId::Stress => "stress",
            EngineId::Processes => "processes",
            EngineId::Gated => "gated",
        }
    }

    /// The engine with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|engine| engine.name() == name)
    }

    /// Whether it runs the scenario on the real thing, so that what it sees depends on the machine.
    pub const fn is_native(self) -> bool {
        matches!(self, EngineId::Stress | EngineId::Processes | EngineId::Gated)
    }
}

impl fmt::Display for EngineId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What an engine runs: a function, and its text, from which things get their names.
#[derive(Clone, Copy, Debug)]
pub struct Program {
    /// The function. Apart from scheduling it must be deterministic.
    pub run: fn() -> Outcome,
    /// Where its text stands, from the package's root.
    pub file: &'static str,
    /// Its text.
    pub source: &'static str,
}

impl Program {
    /// A function whose text is not at hand: its actors and objects get numbers for names.
    pub const fn unnamed(run: fn() -> Outcome) -> Self {
        Self { run, file: "", source: "" }
    }

    pub(crate) fn names(&self) -> Names {
        Names::from_source(self.file, self.source)
    }
}

impl From<&Variant> for Program {
    fn from(variant: &Variant) -> Self {
        Self { run: variant.run, file: variant.file, source: variant.source }
    }
}

/// Runs `program` on `engine` in this process, as far as `budget` goes.
///
/// A program that loops for ever outside the facade, allocates without end or ends the process takes this process with
/// it: to be safe from that, use `isolate::explore`.
pub fn explore(program: &Program, engine: EngineId, budget: &Budget) -> Exploration {
    crate::hook::install();
    match engine {
        EngineId::Explorer => explorer::explore(program, budget),
        EngineId::WeakMemory => weak_memory::explore(program, budget),
        EngineId::DepthFirst => sampling::depth_first(program, budget),
        EngineId::Random => sampling::random(program, budget),
        EngineId::Pct => sampling::pct(program, budget),
        EngineId::Urw => sampling::urw(program, budget),
        EngineId::RoundRobin => sampling::round_robin(program, budget),
        EngineId::Stress => stress::explore(program, budget),
        EngineId::Processes => processes::explore(program, budget),
        EngineId::Gated => {
            let reason = "it plays a schedule, and none was given: use engine::play".to_owned();
            Exploration::new(engine, Coverage::NotApplicable { reason })
        }
    }
}
