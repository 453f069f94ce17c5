//! The engines: each runs one scenario function many times, its own way, and says what it saw.

#[doc(hidden)]
pub mod explorer;
mod gated;
pub mod graph;
mod lasso;
mod processes;
mod replay;
#[cfg(feature = "shuttle")]
mod sampling;
mod search;
mod stress;
mod tally;
#[cfg(feature = "shuttle")]
mod watched;
#[cfg(feature = "loom")]
mod weak_memory;

use std::fmt;
use std::sync::Arc;

use crate::budget::Budget;
use crate::exploration::{Coverage, Exploration, Reason};
use crate::kernel;
use crate::outcome::Outcome;
use racecourse_sources::Names;
use racecourse_sources::Sources;

pub(crate) use processes::has_other_threads;
pub(crate) use search::estimated;

pub use crate::exploration::EngineId;
pub use gated::play;
pub use replay::{Replayed, replay};

/// What an engine runs: a function, and where its text is, from which things get their names.
#[derive(Clone)]
pub struct Program {
    /// Apart from scheduling it is deterministic.
    run: Arc<dyn Fn() -> Outcome + Send + Sync>,
    sources: Sources,
}

impl Program {
    /// A function whose text is not at hand: its actors and objects get numbers for names.
    ///
    /// Apart from scheduling it must be deterministic: engines call it again and again.
    pub fn unnamed(run: impl Fn() -> Outcome + Send + Sync + 'static) -> Self {
        Self { run: Arc::new(run), sources: Sources::Unknown }
    }

    /// A function with the text of the one file that it stands in: `file!()` and `include_str!` of that.
    pub fn new(run: impl Fn() -> Outcome + Send + Sync + 'static, file: &'static str, text: &'static str) -> Self {
        Self { run: Arc::new(run), sources: Sources::Given { file, text } }
    }

    /// A function whose text is read from disk when somebody wants to see it.
    pub(crate) fn on_disk(run: impl Fn() -> Outcome + Send + Sync + 'static) -> Self {
        Self { run: Arc::new(run), sources: Sources::on_disk() }
    }

    /// The function, for another execution of it.
    pub(crate) fn body(&self) -> Arc<dyn Fn() -> Outcome + Send + Sync> {
        Arc::clone(&self.run)
    }

    pub(crate) fn sources(&self) -> &Sources {
        &self.sources
    }

    pub(crate) fn names(&self) -> Names {
        Names::of(self.sources.clone())
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Program").field("sources", &self.sources).finish_non_exhaustive()
    }
}

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
    match engine {
        EngineId::Explorer => explorer::explore(program, budget),
        #[cfg(feature = "loom")]
        EngineId::WeakMemory => weak_memory::explore(program, budget),
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
    }
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
pub(crate) fn explore_within(program: &Program, budget: &Budget, preemptions: usize) -> Exploration {
    begin();
    explorer::explore_within(program, budget, preemptions)
}

/// An engine begins to work on this thread.
///
/// # Panics
///
/// If one does already: its program asks for another one.
fn begin() {
    assert!(
        !kernel::in_model(),
        "an engine cannot be run inside of a program that an engine is running: check the inner one by itself"
    );
    crate::hook::install();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_built_in_says_so_and_all_else_runs() {
        for engine in EngineId::ALL.into_iter().filter(|engine| !engine.is_native()) {
            let exploration = explore(&Program::unnamed(|| Outcome::new("done")), engine, &Budget::DEFAULT);
            if is_built_in(engine) {
                assert_eq!(exploration.observations.into_keys().collect::<Vec<_>>(), ["done"], "{engine}");
            } else {
                let expected = Coverage::NotApplicable { reason: Reason::NotBuiltIn { engine } };
                assert_eq!(exploration.coverage, expected);
            }
        }
    }

    #[test]
    fn each_library_is_a_feature() {
        let built_in = |library| EngineId::ALL.into_iter().filter(|it| it.library() == library).all(is_built_in);
        let features = (cfg!(feature = "loom"), cfg!(feature = "shuttle"));
        assert_eq!((built_in(Some("loom")), built_in(Some("shuttle"))), features);
        assert!(built_in(None));
    }
}
