//! Which engine is which, and which of them are built in.

use crate::begin::begin;
use crate::explorer::{taught, taught_by_itself};
use crate::program::Program;
#[cfg(any(feature = "loom", feature = "shuttle"))]
use crate::repetition;
#[cfg(feature = "shuttle")]
use crate::sampling;
#[cfg(feature = "loom")]
use crate::second_opinion;
use crate::standstill::as_far_as_it_came;
use crate::{execution_graphs, explorer, processes, stress};
use racecourse_trace::budget::Budget;
use racecourse_trace::exploration::{Coverage, EngineId, Exploration, Reason};

/// Runs `program` on `engine` in this process, as far as `budget` goes.
///
/// A program that loops for ever outside the facade, allocates without end or ends the process takes this process with
/// it: to be safe from that, use `isolate::explore`.
///
/// # Panics
///
/// Inside of a program that an engine is running.
pub fn explore(program: &Program, engine: EngineId, budget: &Budget) -> Exploration {
    begin();
    if engine.is_native() {
        return run(program, engine, budget);
    }
    if engine == EngineId::Explorer {
        return taught_by_itself(program, budget, || run(program, engine, budget));
    }
    taught(program, budget, || run(program, engine, budget))
}

fn run(program: &Program, engine: EngineId, budget: &Budget) -> Exploration {
    #[cfg(any(feature = "loom", feature = "shuttle"))]
    if engine.library().is_some()
        && is_built_in(engine)
        && let Some(refusal) = repetition::refusal(program, engine, budget)
    {
        return as_far_as_it_came(refusal);
    }
    let exploration = match engine {
        EngineId::Explorer => explorer::explore(program, budget),
        EngineId::WeakMemory => execution_graphs::explore(program, budget),
        #[cfg(feature = "loom")]
        EngineId::Loom => second_opinion::explore(program, budget),
        #[cfg(feature = "shuttle")]
        EngineId::DepthFirst => sampling::depth_first(program, budget),
        #[cfg(feature = "shuttle")]
        EngineId::Random => sampling::random(program, budget),
        #[cfg(feature = "shuttle")]
        EngineId::Pct => sampling::pct(program, budget),
        #[cfg(feature = "shuttle")]
        EngineId::Urw => sampling::urw(program, budget),
        #[cfg(feature = "shuttle")]
        EngineId::RoundRobin => sampling::round_robin(program, budget),
        EngineId::Stress => stress::explore(program, budget),
        EngineId::Processes => processes::explore(program, budget),
        EngineId::Gated => Exploration::new(engine, Coverage::NotApplicable { reason: Reason::NoSchedule }),
        #[cfg(not(all(feature = "loom", feature = "shuttle")))]
        _ => Exploration::new(engine, Coverage::NotApplicable { reason: Reason::NotBuiltIn { engine } }),
    };
    as_far_as_it_came(exploration)
}

/// The libraries that are built in.
const LIBRARIES: &[&str] = &[
    #[cfg(feature = "loom")]
    "loom",
    #[cfg(feature = "shuttle")]
    "shuttle",
];

/// Whether this build has `engine`: those that are another library's are features, of the name of that library.
///
/// What is asked of one that it does not have is [`Coverage::NotApplicable`].
pub fn is_built_in(engine: EngineId) -> bool {
    engine.library().is_none_or(|library| LIBRARIES.contains(&library))
}

/// Runs `program` by `explorer` with at most so many preemptions. That is its bound in the result if it has searched all there
/// is within it.
pub fn explore_within(program: &Program, budget: &Budget, preemptions: usize) -> Exploration {
    begin();
    taught(program, budget, || as_far_as_it_came(explorer::explore_within(program, budget, preemptions)))
}
