//! Every execution that the language's memory model allows, each once.
//!
//! The search is that of `racecourse-graphs`; here a program is run for it. Each graph that the search comes to is followed by
//! an execution on coroutines: actors are answered what the graph says, in an order in which each event comes after what it
//! depends on, and beyond the graph they are asked what they do next (`follow`). So one execution serves for all
//! that is added to a graph without going back.
//!
//! Atomics are answered by the graph, and so is the state of every other object: who fails to take a lock may have been before
//! whoever has taken it since. What a lock guards and what a channel holds is where the program has it, and moves in the same
//! order. Whether there is a data race is told on the graph.
//!
//! Steps of which it is not known how to decide them here end the search, which then says so: to fork while other threads of the
//! process use its memory, to end a process while others in it may go on, to return while processes are left, and to read from a
//! queue behind a value that was cut off.

mod ends;
mod follow;
mod hardware;
mod needed;
mod orderings;
mod processes;
mod remembered;
mod repair;
mod requests;
mod rounds;
mod told;

use std::cell::Cell;

use self::follow::Follow;
pub(super) use self::hardware::is_seen_on_x86;
pub use self::needed::weaker_orderings;
pub(super) use self::remembered::Remembered;
pub(super) use self::repair::orderings_without;
use self::told::Looked;
use super::explorer::not_deterministic;
use super::search::{After, End, Executions, Run, estimated, every_execution, in_model};
use super::tally::Tally;
use super::{EngineId, Program};
use crate::begin::begin;
use racecourse_graphs::Leaf;
#[doc(hidden)]
pub use racecourse_graphs::Model;
use racecourse_trace::budget::Budget;
use racecourse_trace::exploration::{Bound, Coverage, Exploration, Note, Reason};
use racecourse_trace::failure::FailureKind;

/// Executions with more steps than are allowed after which it is given up: the program has no end.
const MOST_TOO_LONG: u64 = 10;

/// Explores until everything is covered or the budget is spent.
pub(super) fn explore(program: &Program, budget: &Budget) -> Exploration {
    under(program, budget, Model::Language)
}

/// The same under another model, to compare one with another.
#[doc(hidden)]
pub fn explore_under(program: &Program, budget: &Budget, model: Model) -> Exploration {
    begin();
    super::explorer::taught(program, budget, || under(program, budget, model))
}

fn under(program: &Program, budget: &Budget, model: Model) -> Exploration {
    // Races are told on the graph.
    let within = Budget { past_data_races: true, ..budget.clone() };
    let mut search = Follow::new(model);
    let (tally, end) = in_model(program, || {
        // Which step reads what is old is no matter of who takes it.
        let mut tally = Tally::new(program.names()).showing_all();
        let shown_again = Cell::new(false);
        let mut looked = Looked::default();
        let end = every_execution(program, &within, Run::SILENT, &mut search, |search, world| {
            if search.undecided().is_some() {
                return After::Enough;
            }
            if search.is_discarded() {
                return After::Next;
            }
            if shown_again.take() {
                tally.show_with(world, |example| {
                    example.odd = Some(search.odd_steps(example.events.len()));
                    example.schedule = search.with_marks(&example.schedule);
                });
            } else if tally.add_as(world, |label, best| looked.complexity(search.graph(), label, best)) {
                shown_again.set(true);
                return After::Again;
            }
            if tally.too_long < MOST_TOO_LONG { After::Next } else { After::Enough }
        });
        (tally, end)
    });
    let executions = tally.ended;
    let coverage = match (&end, search.undecided()) {
        (_, Some(action)) if tally.failed => Coverage::Interrupted { executions, reason: Reason::Undecided { action } },
        (_, Some(action)) => {
            let reason = Reason::Undecided { action };
            return Exploration::new(EngineId::WeakMemory, Coverage::NotApplicable { reason });
        }
        (End::Complete, _) if tally.too_long > 0 => Coverage::Bounded { executions, bound: Bound::Steps(budget.steps) },
        (End::Complete, _) if search.has_been_cut() => Coverage::Bounded { executions, bound: Bound::UpToFailures },
        (End::Complete, _) => Coverage::Exhaustive { executions },
        (End::BudgetSpent, _) => Coverage::Bounded { executions, bound: Bound::First(budget.executions) },
        (End::Differs(_), _) => Coverage::Interrupted { executions, reason: Reason::DoesNotRepeat },
        (End::Trouble(says), _) => Coverage::Interrupted { executions, reason: Reason::SearchPanicked(says.clone()) },
    };
    let share =
        matches!(coverage, Coverage::Bounded { bound: Bound::First(_), .. }).then(|| search.share_done()).flatten();
    let redundant = tally.redundant;
    let mut exploration = tally.into_exploration(EngineId::WeakMemory, coverage);
    exploration.notes.extend(share.and_then(|share| estimated(executions, share)));
    if let End::Differs(cause) = end {
        exploration.observations.insert(FailureKind::NotDeterministic.label().to_owned(), not_deterministic(cause));
    }
    if redundant > 0 {
        exploration.notes.push(Note::Redundant(redundant));
    }
    let loops = search.loops();
    if loops > 0 {
        exploration.notes.push(Note::AwaitedLoops { loops, rounds: super::resting::ROUNDS, writing: 0 });
    }
    exploration
}

/// Graphs of a program: complete ones, and those in which somebody is stuck.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// In which all come to their ends.
    pub complete: u64,
    /// In which somebody waits for ever.
    pub stuck: u64,
    /// Begun in vain.
    pub stale: u64,
}

/// Counts the graphs of a program under a model, to compare one method with another.
///
/// # Errors
///
/// Why not all could be gone through.
#[doc(hidden)]
pub fn count(program: &Program, budget: &Budget, model: Model) -> Result<Counted, String> {
    begin();
    let within = Budget { past_data_races: true, ..budget.clone() };
    super::explorer::taught(program, budget, || {
        let mut search = Follow::new(model);
        let mut counted = Counted::default();
        let mut too_long = false;
        let end = in_model(program, || {
            every_execution(program, &within, Run::SILENT, &mut search, |search, world| {
                match search.leaf() {
                    _ if search.undecided().is_some() => return After::Enough,
                    _ if Executions::is_discarded(search) => {}
                    Some(Leaf::Complete) => counted.complete += 1,
                    Some(Leaf::Stuck) => counted.stuck += 1,
                    Some(Leaf::Stale) => counted.stale += 1,
                    None => too_long |= world.label().is_none(),
                }
                After::Next
            })
        });
        match (end, search.undecided()) {
            (_, Some(action)) => Err(format!("it is not known how to decide a step such as {action:?}")),
            (End::Complete, _) if search.has_been_cut() => Err("an execution has ended with its process".to_owned()),
            (End::Complete, _) if too_long => Err(format!("an execution has more than {} steps", budget.steps)),
            (End::Complete, _) => Ok(counted),
            (End::BudgetSpent, _) => Err(format!("there are more than {} executions", budget.executions)),
            (End::Differs(_), _) => Err("the program does not repeat itself".to_owned()),
            (End::Trouble(reason), _) => Err(reason),
        }
    })
}
