//! The engines: each runs one scenario function many times, its own way, and says what it saw.

#[doc(hidden)]
pub use racecourse_engine::execution_graphs;
#[doc(hidden)]
pub use racecourse_engine::explorer;
#[doc(hidden)]
pub use racecourse_engine::standstill::with_patience;
#[doc(inline)]
pub use racecourse_engine::{EngineId, Program, Replayed, graph, is_built_in, play};

use crate::budget::Budget;
use crate::exploration::{Coverage, Execution, Exploration, WeakerOrderings};
use crate::last_words::say_why_this_process_ends;
use crate::schedule::{Schedule, ScheduleError};

/// Runs `program` on `engine` in this process, as far as `budget` goes.
///
/// A program that loops for ever outside the facade, allocates without end or ends the process takes this process with
/// it: to be safe from that, use `isolate::explore`.
///
/// One that is blocked outside of the facade for ten seconds, for instance by a lock of the standard library that another actor
/// holds over a step, comes to the failure `hang` on Linux, and what was seen before is there with it. The thread that it was
/// blocked on goes on without it; what it would have held or owned is lost. There are waits that cannot be left like that (those of
/// `parking_lot` are), and elsewhere none can: then this process ends, with the reason on its standard error, or waits for ever.
///
/// # Panics
///
/// Inside of a program that an engine is running.
pub fn explore(program: &Program, engine: EngineId, budget: &Budget) -> Exploration {
    say_why_this_process_ends();
    racecourse_engine::explore(program, engine, budget)
}

/// Follows `schedule`, under sequential consistency, and goes on by default when it is used up.
///
/// # Errors
///
/// If the program cannot follow it: the error says at which word, and why not.
pub fn replay(program: &Program, schedule: &Schedule, budget: &Budget) -> Result<Replayed, ScheduleError> {
    say_why_this_process_ends();
    racecourse_engine::replay(program, schedule, budget)
}

/// What comes of `program` with weaker orderings: one place at a time, weaker by one step, and all executions that the language
/// allows then. So it is seen which orderings are stronger than they have to be. It takes a search for each of them.
///
/// # Errors
///
/// How far a search went, if it did not go through all executions.
pub fn weaker_orderings(program: &Program, budget: &Budget) -> Result<WeakerOrderings, Coverage> {
    say_why_this_process_ends();
    racecourse_engine::weaker_orderings(program, budget)
}

/// Follows `schedule` under sequential consistency, and asks what comes of other orders of its steps.
///
/// If it comes to `label`, it is given back with the runs that were made for that. If not, whoever came to `label` has read old values,
/// and an execution without steps is given back that says what came of the newest ones. `None` if the run has no end.
pub fn explain(program: &Program, schedule: &Schedule, label: &str, budget: &Budget) -> Option<Execution> {
    say_why_this_process_ends();
    racecourse_engine::explain(program, schedule, label, budget)
}

/// The same for somebody who is to find the repair: with which orderings the program does not come to `label` is not asked.
pub fn explain_without_repair(
    program: &Program,
    schedule: &Schedule,
    label: &str,
    budget: &Budget,
) -> Option<Execution> {
    say_why_this_process_ends();
    racecourse_engine::explain_without_repair(program, schedule, label, budget)
}
