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

use crate::budget::Budget;
use crate::exploration::{Coverage, Exploration, Reason};
use crate::naming::Names;
use crate::outcome::Outcome;

// What labs say of a panic.
pub(crate) use crate::hook::panic_text;

pub use crate::exploration::EngineId;
pub use gated::play;
pub use replay::{Replayed, replay};

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
        EngineId::Gated => Exploration::new(engine, Coverage::NotApplicable { reason: Reason::NoSchedule }),
    }
}
