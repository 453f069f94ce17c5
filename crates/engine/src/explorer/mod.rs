//! Every interleaving under sequential consistency, one execution for each class of equivalent ones.
//!
//! Two executions are equivalent if they differ only in the order of steps that do not depend on each other. The search is
//! `optimal`.

mod aftermath;
mod classes;
mod counterfactual;
mod depth_first;
mod few_preemptions;
mod optimal;
mod pasts;
mod shortest;
mod step;
mod taught;
mod trace;
mod which;

use std::cell::Cell;
use std::collections::BTreeMap;

use self::classes::Classified;
pub(crate) use self::counterfactual::explain;
use self::depth_first::DepthFirst;
use self::optimal::{Habit, Optimal, Reduction};
pub(super) use self::pasts::{PastId, Pasts};
use self::shortest::MOST_FOR_SIMPLEST;
pub(super) use self::shortest::{explore_within, simplify};
pub(super) use self::taught::{taught, taught_by_itself, taught_if};
use super::rested::{Rested, Search};
use super::resting::ROUNDS;
use super::search::{self, After, End, Executions, Run, every_execution, in_model};
use super::tally::Tally;
use super::{EngineId, Program};
use crate::begin::begin;
use racecourse_kernel::world::World;
use racecourse_trace::budget::Budget;
use racecourse_trace::exploration::{Bound, Coverage, Execution, Exploration, Note, Observation, Reason};
use racecourse_trace::failure::{Cause, Evidence, Failure, FailureKind};

/// Executions with more steps than are allowed after which it is given up: the program has no end.
const MOST_TOO_LONG: u64 = 10;

/// Explores until everything is covered or the budget is spent.
pub(super) fn explore(program: &Program, budget: &Budget) -> Exploration {
    let mut search = Rested::new(Optimal::new(Reduction::Optimal, Habit::Stays));
    let (tally, end) = in_model(program, || {
        let mut tally = Tally::new(program.names());
        // How many decisions the last execution has, if it has been counted and comes once more to be shown.
        let shown_again = Cell::new(None);
        let end = every_execution(program, budget, Run::SILENT, &mut search, |search, world| {
            if search.starts_over() {
                tally = Tally::new(program.names());
            } else if search.is_discarded() {
            } else if let Some(decisions) = shown_again.take() {
                // Who hears of it before it is shown, and of nothing more, has a schedule that can be followed.
                let is_whole = world.decisions.len() == decisions || search::goes_round(world);
                debug_assert!(is_whole, "{:?}: {:?} instead of {decisions}", world.label(), world.decisions);
                tally.show(world);
            } else if tally.add(world) {
                shown_again.set(Some(world.decisions.len()));
                return After::Again;
            }
            if tally.too_long < MOST_TOO_LONG { After::Next } else { After::Enough }
        });
        (tally, end)
    });
    let executions = tally.ended + tally.repeating;
    let coverage = match &end {
        // A cycle of which nothing could be made was left after a while, whatever comes after it.
        End::Complete if tally.too_long > 0 => Coverage::Bounded { executions, bound: Bound::Steps(budget.steps) },
        End::Complete if tally.repeating > 0 => Coverage::Bounded { executions, bound: Bound::LoopsForAWhile },
        End::Complete if search.rest().rounds_change_inside() => {
            Coverage::Bounded { executions, bound: Bound::ChangesUnderLocks }
        }
        End::Complete => Coverage::Exhaustive { executions },
        End::BudgetSpent => Coverage::Bounded { executions, bound: Bound::First(budget.executions) },
        End::Differs(_) => Coverage::Interrupted { executions, reason: Reason::DoesNotRepeat },
        End::Trouble(says) => Coverage::Interrupted { executions, reason: Reason::SearchPanicked(says.clone()) },
    };
    let estimate = matches!(coverage, Coverage::Bounded { bound: Bound::First(_), .. })
        .then(|| search::estimated(executions, search.share_done().unwrap_or(0.0)))
        .flatten();
    let redundant = tally.redundant;
    let mut exploration = tally.into_exploration(EngineId::Explorer, coverage);
    if let End::Differs(cause) = end {
        exploration.observations.insert(FailureKind::NotDeterministic.label().to_owned(), not_deterministic(cause));
    }
    if executions == 1 && !search.search().has_had_a_choice() && has_several_actors(&exploration) {
        exploration.notes.push(Note::NothingToChoose);
    }
    if redundant > 0 {
        exploration.notes.push(Note::Redundant(redundant));
    }
    // Which executions a search that leaves some out has come to depends on its order, and what stands for others may be among
    // those that were too long.
    let has_cut_some = matches!(exploration.coverage, Coverage::Bounded { bound: Bound::Steps(_), .. });
    if estimate.is_some() || has_cut_some {
        few_preemptions::search(program, budget, &mut exploration);
    }
    exploration.notes.extend(estimate);
    if matches!(exploration.coverage, Coverage::Exhaustive { .. } | Coverage::Bounded { .. }) {
        simplify(program, budget, MOST_FOR_SIMPLEST, &mut exploration);
    }
    if search.rest().rounds_believed() > 0 {
        exploration.notes.push(Note::AwaitedLoops {
            loops: search.rest().rounds_believed(),
            rounds: ROUNDS,
            writing: search.rest().rounds_writing(),
        });
    }
    exploration
}

/// Whether a program has more than one actor, who then could run at the same time.
fn has_several_actors(exploration: &Exploration) -> bool {
    exploration.observations.values().any(|seen| seen.example.actors.len() > 1)
}

/// What is to be shown of a program that does not repeat itself: no execution of it can be relied on.
pub(super) fn not_deterministic(cause: Cause) -> Observation {
    let failure = Failure { kind: FailureKind::NotDeterministic, cause, evidence: Evidence::None };
    let example = Execution { failure: Some(failure), ..Execution::default() };
    Observation { count: 1, first_seen: 1, example: example.into(), shortest: None }
}

/// A way of going through all executions of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Optimal dynamic partial-order reduction, as in `explorer`.
    Optimal,
    /// The same, but who goes on where nothing is planned is drawn, from this seed. It has to come to the same.
    OptimalDrawing(u64),
    /// Source sets: a simpler reduction, which begins some executions in vain.
    SourceSets,
    /// Every interleaving.
    EveryInterleaving,
}

/// What going through all executions has come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exhausted {
    /// Executions that came to an end.
    pub executions: u64,
    /// Executions that were given up, because others stand for them.
    pub redundant: u64,
    /// For each class of equivalent executions, by a number made from what was done in it, the label of its outcome.
    /// Empty unless asked for.
    pub classes: BTreeMap<u64, String>,
    /// How often each label was seen.
    pub labels: BTreeMap<String, u64>,
    /// For each label the fewest preemptions with which it was seen. Only [`Method::EveryInterleaving`] sees them all.
    pub preemptions: BTreeMap<String, usize>,
}

/// Goes through all executions of `program`, to compare one method with another. With `classes` it notes the class of each
/// execution, which takes memory.
///
/// # Errors
///
/// Why not all could be gone through: the budget was too small, or the program goes round in circles.
pub fn exhaust(program: &Program, budget: &Budget, method: Method, classes: bool) -> Result<Exhausted, String> {
    begin();
    let once = || exhaust_once(program, budget, method, classes);
    // It begins with those executions itself in which it is looked for what there is to learn.
    if method == Method::Optimal { taught_by_itself(program, budget, once) } else { taught(program, budget, once) }
}

fn exhaust_once(program: &Program, budget: &Budget, method: Method, classes: bool) -> Result<Exhausted, String> {
    let reduced = |reduction, habit| {
        let search = Optimal::new(reduction, habit);
        exhaust_by(search, program, budget, classes, |_| None)
    };
    match method {
        Method::EveryInterleaving => {
            exhaust_by(DepthFirst::of_all(), program, budget, classes, |search| Some(search.preemptions()))
        }
        Method::Optimal => reduced(Reduction::Optimal, Habit::Stays),
        // Zero would be drawn for ever.
        Method::OptimalDrawing(seed) => reduced(Reduction::Optimal, Habit::Draws(seed.max(1))),
        Method::SourceSets => reduced(Reduction::SourceSets, Habit::Stays),
    }
}

/// The same by this search, which says how many preemptions the last execution has, if it sees them all.
fn exhaust_by<S: Search>(
    search: S,
    program: &Program,
    budget: &Budget,
    classes: bool,
    preemptions: impl Fn(&S) -> Option<usize>,
) -> Result<Exhausted, String> {
    let mut search = Rested::new(search);
    let mut seen = Exhausted::default();
    let mut too_long = false;
    let mut add = |search: &mut Rested<S>, world: &World, class: Option<u64>| {
        if search.starts_over() {
            seen = Exhausted::default();
            return After::Next;
        }
        if search.is_discarded() {
            return After::Next;
        }
        let Some(label) = world.label() else {
            seen.redundant += u64::from(world.was_redundant());
            // Where somebody is passed over, the end is in another branch.
            let stands_for_nothing = world.was_redundant() || world.passes_over();
            too_long |= !stands_for_nothing;
            return if stands_for_nothing { After::Next } else { After::Enough };
        };
        seen.executions += 1;
        if let Some(preemptions) = preemptions(search.search()) {
            match seen.preemptions.get_mut(label) {
                Some(fewest) => *fewest = (*fewest).min(preemptions),
                None => {
                    seen.preemptions.insert(label.to_owned(), preemptions);
                }
            }
        }
        match seen.labels.get_mut(label) {
            Some(count) => *count += 1,
            None => {
                seen.labels.insert(label.to_owned(), 1);
            }
        }
        seen.classes.extend(class.map(|class| (class, label.to_owned())));
        After::Next
    };
    let end = in_model(program, || {
        if !classes {
            return every_execution(program, budget, Run::SILENT, &mut search, |search, world| {
                add(search, world, None)
            });
        }
        let mut classified = Classified::new(&mut search);
        every_execution(program, budget, Run::SILENT, &mut classified, |classified, world| {
            let class = classified.class();
            add(classified.search(), world, Some(class))
        })
    });
    match end {
        End::Complete if too_long => Err(format!("an execution has more than {} steps", budget.steps)),
        End::Complete => Ok(seen),
        End::BudgetSpent => Err(format!("there are more than {} executions", budget.executions)),
        End::Differs(_) => Err("the program does not repeat itself".to_owned()),
        End::Trouble(reason) => Err(reason),
    }
}
