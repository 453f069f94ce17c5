//! Every interleaving under sequential consistency, one execution for each class of equivalent ones.
//!
//! Two executions are equivalent if they differ only in the order of steps that do not depend on each other. The search is
//! `optimal`; programs that go round in circles without waiting for anything are searched by `sleep_sets` instead, which
//! follows cycles and tells livelock from starvation.

mod brute_force;
mod classes;
mod optimal;
mod shortest;
mod sleep_sets;
mod step;
mod trace;
mod waiting;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

use self::brute_force::BruteForce;
use self::classes::Classified;
use self::optimal::{Reduction, Search};
pub(super) use self::shortest::{explore_within, simplify};
use self::step::Values;
use super::tally::Tally;
use super::{EngineId, Program};
use crate::budget::Budget;
use crate::exploration::{Bound, Coverage, Exploration, Note, Reason};
use crate::kernel::on_coroutines::{Driver, execute};
use crate::kernel::world::{Rules, World};
use crate::kernel::{self, Backend};

/// Executions that are tried to find the simplest example of each outcome.
const MOST_FOR_SIMPLEST: u64 = 20_000;

/// Explores until everything is covered or the budget is spent.
pub(super) fn explore(program: &Program, budget: &Budget) -> Exploration {
    let mut search = Search::new(Reduction::Optimal, Values::Ignored);
    let (tally, end) = in_model(program, || {
        let mut tally = Tally::new(program.names());
        // Whether the next execution is one that has been counted.
        let shown_again = Cell::new(false);
        let end = every_execution(program, budget, Run::SILENT, &mut search, |search, world, _| {
            if search.starts_again() {
                tally = Tally::new(program.names());
            } else if shown_again.take() {
                tally.show(world);
            } else if tally.add(world) {
                shown_again.set(true);
                return After::Again;
            }
            if tally.too_long == 0 { After::Next } else { After::Enough }
        });
        (tally, end)
    });
    if tally.too_long > 0 {
        // It may go round in circles.
        let mut exploration = sleep_sets::explore(program, budget);
        simplify(program, budget, MOST_FOR_SIMPLEST / 10, &mut exploration);
        return exploration;
    }
    let executions = tally.ended + tally.repeating;
    let coverage = match end {
        // A cycle of which nothing could be made was left after a while, whatever comes after it.
        End::Complete if tally.repeating > 0 => Coverage::Bounded { executions, bound: Bound::LoopsForAWhile },
        End::Complete => Coverage::Exhaustive { executions },
        End::BudgetSpent => Coverage::Bounded { executions, bound: Bound::First(budget.executions) },
        End::Trouble(says) => Coverage::Interrupted { executions, reason: Reason::SearchPanicked(says) },
    };
    let redundant = tally.redundant;
    let mut exploration = tally.into_exploration(EngineId::Explorer, coverage);
    if redundant > 0 {
        exploration.notes.push(Note::Redundant(redundant));
    }
    if matches!(exploration.coverage, Coverage::Exhaustive { .. } | Coverage::Bounded { .. }) {
        simplify(program, budget, MOST_FOR_SIMPLEST, &mut exploration);
    }
    if search.awaited_loops() > 0 {
        let (loops, rounds) = (search.awaited_loops(), super::lasso::ROUNDS);
        exploration.notes.push(Note::AwaitedLoops { loops, rounds, alone: optimal::PROBE });
    }
    exploration
}

/// A way of going through all executions of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Optimal dynamic partial-order reduction, as in `explorer`.
    Optimal,
    /// Source sets: a simpler reduction, which begins some executions in vain.
    SourceSets,
    /// Source sets, with a compare-exchange that fails counted as a read.
    SourceSetsByValue,
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
    /// Whether somebody has panicked whose destructors did what others can see. That goes with the step before, which counts as
    /// doing it whatever it finds, so a reduction may complete a class more than once.
    pub in_passing: bool,
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
    super::begin();
    let values = if method == Method::SourceSetsByValue { Values::Seen } else { Values::Ignored };
    let mut search = match method {
        Method::EveryInterleaving => Searcher::BruteForce(BruteForce::default()),
        Method::Optimal => Searcher::Reduced(Box::new(Search::new(Reduction::Optimal, values))),
        Method::SourceSets | Method::SourceSetsByValue => {
            Searcher::Reduced(Box::new(Search::new(Reduction::SourceSets, values)))
        }
    };
    let mut seen = Exhausted::default();
    let mut too_long = false;
    let add = |search: &mut Searcher, world: &World, class: Option<u64>| {
        if let Searcher::Reduced(search) = search
            && search.starts_again()
        {
            seen = Exhausted::default();
            return After::Next;
        }
        let Some(label) = world.label() else {
            let redundant = world.was_redundant();
            seen.redundant += u64::from(redundant);
            too_long |= !redundant;
            return if redundant { After::Next } else { After::Enough };
        };
        seen.executions += 1;
        seen.in_passing |= !world.aside.is_empty();
        if let Searcher::BruteForce(search) = search {
            let fewest = seen.preemptions.entry(label.to_owned()).or_insert(search.preemptions);
            *fewest = (*fewest).min(search.preemptions);
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
    let run = Run { classified: classes.then_some(values), ..Run::SILENT };
    match in_model(program, || every_execution(program, budget, run, &mut search, add)) {
        End::Complete if too_long => Err(format!("an execution has more than {} steps", budget.steps)),
        End::Complete => Ok(seen),
        End::BudgetSpent => Err(format!("there are more than {} executions", budget.executions)),
        End::Trouble(reason) => Err(reason),
    }
}

/// Something that goes through executions.
trait Executions: Driver {
    /// Prepares the next execution; `false` if there is none.
    fn begin(&mut self) -> bool;

    /// Prepares the last execution once more, if it can.
    fn begin_again(&mut self) -> bool {
        false
    }
}

impl Executions for Search {
    fn begin(&mut self) -> bool {
        Search::begin(self)
    }

    fn begin_again(&mut self) -> bool {
        Search::begin_again(self);
        true
    }
}

enum Searcher {
    Reduced(Box<Search>),
    BruteForce(BruteForce),
}

impl Driver for Searcher {
    fn goes_on(&mut self, world: &mut World) -> bool {
        match self {
            Searcher::Reduced(search) => search.goes_on(world),
            Searcher::BruteForce(search) => search.goes_on(world),
        }
    }

    fn wants(&self, world: &World) -> Option<kernel::operation::ActorId> {
        match self {
            Searcher::Reduced(search) => search.wants(world),
            Searcher::BruteForce(search) => search.wants(world),
        }
    }

    fn choose(
        &mut self,
        world: &mut World,
        enabled: &[kernel::operation::ActorId],
    ) -> Option<kernel::operation::ActorId> {
        match self {
            Searcher::Reduced(search) => search.choose(world, enabled),
            Searcher::BruteForce(search) => search.choose(world, enabled),
        }
    }

    fn forced_step(&mut self, world: &World, actor: kernel::operation::ActorId, op: &kernel::operation::Operation) {
        match self {
            Searcher::Reduced(search) => search.forced_step(world, actor, op),
            Searcher::BruteForce(search) => search.forced_step(world, actor, op),
        }
    }

    fn over(&mut self, world: &World) {
        match self {
            Searcher::Reduced(search) => search.over(world),
            Searcher::BruteForce(search) => search.over(world),
        }
    }
}

impl Executions for Searcher {
    fn begin(&mut self) -> bool {
        match self {
            Searcher::Reduced(search) => search.begin(),
            Searcher::BruteForce(search) => search.begin(),
        }
    }
}

enum End {
    Complete,
    BudgetSpent,
    Trouble(String),
}

fn in_model<R>(program: &Program, f: impl FnOnce() -> R) -> R {
    kernel::with_backend(Backend::Coroutines, program.names(), f)
}

/// How executions are run.
#[derive(Clone, Copy)]
struct Run {
    /// By what steps their class is told, if it is asked for.
    classified: Option<Values>,
    /// Whether the others go on after a failure.
    continue_after_failure: bool,
    /// Whether all of them can be shown.
    recorded: bool,
}

impl Run {
    /// For a search that learns from all steps, and shows what it runs again.
    const SILENT: Self = Self { classified: None, continue_after_failure: true, recorded: false };
    /// For executions that are shown as they come.
    const SHOWN: Self = Self { classified: None, continue_after_failure: false, recorded: true };
}

/// What is to be done after an execution.
enum After {
    Next,
    /// The same again, recorded.
    Again,
    Enough,
}

/// Runs all executions of `search`, until `seen` says that it has seen enough.
fn every_execution<S: Executions>(
    program: &Program,
    budget: &Budget,
    run: Run,
    search: &mut S,
    mut seen: impl FnMut(&mut S, &World, Option<u64>) -> After,
) -> End {
    let rules = Rules {
        steps: budget.steps,
        bypass_bound: budget.bypass_bound,
        spurious_wakeups: budget.spurious_wakeups,
        continue_after_failure: run.continue_after_failure,
        past_data_races: budget.past_data_races,
        recorded: true,
        keeps_numbers: true,
    };
    let scenario = program.body();
    let once = |driver: &mut dyn Driver, rules: Rules| {
        crate::hook::reset();
        let scenario = Arc::clone(&scenario);
        execute(driver, move || kernel::run_execution(rules, &*scenario))
    };
    let mut left = budget.executions;
    // What a program keeps from its first execution, wrongly, shows in the second: so the first is not only run again.
    let first = rules;
    let mut rules = first;
    while search.begin() {
        if left == 0 {
            return End::BudgetSpent;
        }
        left -= 1;
        let (world, result, class) = match run.classified {
            Some(values) => {
                let mut classified = Classified::new(search, values);
                let (world, result) = once(&mut classified, rules);
                let class = classified.class();
                (world, result, Some(class))
            }
            None => {
                let (world, result) = once(search, rules);
                (world, result, None)
            }
        };
        if let Err(trouble) = result {
            return End::Trouble(trouble);
        }
        rules.recorded = run.recorded;
        let Some(world) = world else { continue };
        let after = seen(search, &world, class);
        kernel::recycle(world);
        match after {
            After::Next => {}
            After::Enough => break,
            After::Again if !search.begin_again() => {}
            After::Again => {
                let (world, result) = once(search, first);
                if let Err(trouble) = result {
                    return End::Trouble(trouble);
                }
                if let Some(world) = world {
                    seen(search, &world, None);
                    kernel::recycle(world);
                }
            }
        }
    }
    End::Complete
}
