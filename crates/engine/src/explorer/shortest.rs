//! The simplest execution that comes to an outcome: fewest preemptions, then fewest steps, then fewest context switches.
//! The first is proven, the others are so in programs so small that all executions with as few preemptions are tried.
//!
//! A preemption is a switch away from an actor that could have gone on. All executions without one are tried first, then
//! all with at most one, and so on (iterative context bounding: Musuvathi and Qadeer, PLDI 2007): where the first with an
//! outcome is found after everything with fewer has been tried, nothing simpler exists. Where that takes too long, the
//! schedule that was found is shortened piece by piece, as long as it comes to the same.

use std::collections::{BTreeMap, BTreeSet};

use super::depth_first::DepthFirst;
use crate::rested::Rested;
use crate::search::{After, End, Executions, Run, every_execution, in_model};
use crate::tally::Tally;
use crate::{EngineId, Program};
use racecourse_kernel as kernel;
use racecourse_kernel::on_coroutines::Driver;
use racecourse_kernel::world::World;
use racecourse_meaning::{ActorId, Operation};
use racecourse_trace::budget::Budget;
use racecourse_trace::exploration::{Bound, Coverage, Execution, Exploration, Observation, Reason, Shortest};
use racecourse_trace::failure::Evidence;
use racecourse_trace::schedule::{Schedule, meant};

/// Executions that are tried to find the simplest example of each outcome of a search.
pub(super) const MOST_FOR_SIMPLEST: u64 = 20_000;
/// More preemptions than this are not tried.
const MOST_PREEMPTIONS: usize = 3;
/// Executions that are tried to find one with fewer steps or switches.
const MOST_TO_POLISH: u64 = 1_000;
/// Executions that are tried for a few outcomes of a great many.
const MOST_AMONG_MANY: u64 = 2_000;
/// More replays than this are not made to shorten a schedule.
const MOST_REPLAYS: usize = 300;

/// Puts the simplest execution in place of each example in `exploration`, as far as `most` executions go.
pub(crate) fn simplify(program: &Program, budget: &Budget, most: u64, exploration: &mut Exploration) {
    // What goes round in circles for ever is shown by its cycle.
    let is_cycle = |execution: &Execution| {
        matches!(execution.failure.as_ref().map(|it| &it.evidence), Some(Evidence::Lasso { .. }))
    };
    let is_open = |seen: &Observation| seen.example.is_whole() && !is_cycle(&seen.example);
    let open = exploration.observations.iter().filter(|(_, seen)| is_open(seen));
    let open: BTreeSet<String> = open.map(|(label, _)| label.clone()).collect();
    // Where there are so many outcomes that not all are kept whole, it is not worth much.
    let most = if open.len() < exploration.observations.len() { most.min(MOST_AMONG_MANY) } else { most };
    let budget = Budget { executions: most, ..budget.clone() };
    let mut found = in_model(program, || search(program, &budget, &open));
    for label in &open {
        let Some(seen) = exploration.observations.get_mut(label) else { continue };
        let simplest = found.remove(label).or_else(|| {
            let schedule = &seen.example.schedule;
            in_model(program, || shorten(program, &budget, schedule, label))
        });
        if let Some(simplest) = simplest {
            seen.shortest = Some(Shortest { preemptions: simplest.size.0, proven: simplest.proven });
            seen.example = simplest.execution.into();
        }
    }
}

/// Preemptions, steps and context switches.
type Size = (usize, usize, usize);

struct Simplest {
    size: Size,
    proven: bool,
    execution: Execution,
}

/// Looks for the simplest execution of each of these labels.
fn search(program: &Program, budget: &Budget, labels: &BTreeSet<String>) -> BTreeMap<String, Simplest> {
    let mut found: BTreeMap<String, Simplest> = BTreeMap::new();
    let mut left = budget.executions;
    // Whether everything with fewer preemptions has been tried.
    let mut complete = true;
    for most in 0..=MOST_PREEMPTIONS {
        if labels.iter().all(|label| found.contains_key(label)) {
            break;
        }
        let mut here: BTreeMap<String, Simplest> = BTreeMap::new();
        let mut polish = MOST_TO_POLISH;
        let mut bounded = Rested::new(DepthFirst::within(most));
        let budget = Budget { executions: left, ..budget.clone() };
        let end = every_execution(program, &budget, Run::SHOWN, &mut bounded, |bounded, world| {
            left = left.saturating_sub(1);
            // When all have been found with so many preemptions, it is only about steps and switches.
            let all = labels.iter().all(|label| found.contains_key(label) || here.contains_key(label));
            polish -= u64::from(all);
            let after = if polish > 0 { After::Next } else { After::Enough };
            let label = world.label().filter(|_| !bounded.is_discarded());
            let Some(label) = label else { return after };
            if !labels.contains(label) || found.contains_key(label) {
                return after;
            }
            let search = bounded.search();
            let size = (search.preemptions(), search.depth(), search.switches());
            if here.get(label).is_none_or(|best| size < best.size) {
                let execution = world.execution(&kernel::names());
                here.insert(label.to_owned(), Simplest { size, proven: complete, execution });
            }
            after
        });
        found.extend(here);
        complete &= matches!(end, End::Complete) && !bounded.search().has_given_up();
    }
    found
}

/// Explores all executions with at most so many preemptions.
pub(crate) fn explore_within(program: &Program, budget: &Budget, preemptions: usize) -> Exploration {
    let mut bounded = Rested::new(DepthFirst::within(preemptions));
    let (tally, end) = in_model(program, || {
        let mut tally = Tally::new(program.names());
        let end = every_execution(program, budget, Run::SHOWN, &mut bounded, |bounded, world| {
            // What was seen before it was known which loops wait is seen again.
            if bounded.starts_over() {
                tally = Tally::new(program.names());
            } else if !bounded.is_discarded() {
                tally.add(world);
            }
            After::Next
        });
        (tally, end)
    });
    let complete = !bounded.search().has_given_up() && tally.too_long == 0 && !bounded.rest().rounds_change_inside();
    let executions = tally.ended;
    let coverage = match end {
        End::Differs(_) => Coverage::Interrupted { executions, reason: Reason::DoesNotRepeat },
        End::Trouble(says) => Coverage::Interrupted { executions, reason: Reason::SearchPanicked(says) },
        End::BudgetSpent => Coverage::Bounded { executions, bound: Bound::First(budget.executions) },
        // Only then is that all there is within the bound.
        End::Complete if complete => Coverage::Bounded { executions, bound: Bound::Preemptions(preemptions) },
        End::Complete if tally.too_long > 0 => Coverage::Bounded { executions, bound: Bound::Steps(budget.steps) },
        End::Complete => Coverage::Bounded { executions, bound: Bound::LoopsForAWhile },
    };
    let mut exploration = tally.into_exploration(EngineId::Explorer, coverage);
    // Whoever asks for few executions does not wait for many.
    simplify(program, budget, MOST_FOR_SIMPLEST.min(budget.executions), &mut exploration);
    exploration
}

/// Runs of steps by one actor, by name.
type Runs = Vec<(String, usize)>;

/// Leaves pieces of `schedule` out for as long as it comes to the same label.
fn shorten(program: &Program, budget: &Budget, schedule: &Schedule, label: &str) -> Option<Simplest> {
    let mut runs: Runs = Vec::new();
    for name in (0..schedule.len()).filter_map(|step| schedule.name(step)) {
        match runs.last_mut().filter(|(last, _)| last == name) {
            Some((_, steps)) => *steps += 1,
            None => runs.push((name.to_owned(), 1)),
        }
    }
    let mut best = follow(program, budget, &runs, label)?;
    let mut replays = 1;
    let mut at = 0;
    while at < runs.len() && replays < MOST_REPLAYS {
        let mut fewer = runs.clone();
        fewer.remove(at);
        replays += 1;
        match follow(program, budget, &fewer, label).filter(|it| it.size < best.size) {
            Some(better) => {
                best = better;
                runs = fewer;
                at = 0;
            }
            None => at += 1,
        }
    }
    Some(best)
}

/// One execution that follows `runs` as far as they can be followed, if it comes to `label`.
fn follow(program: &Program, budget: &Budget, runs: &Runs, label: &str) -> Option<Simplest> {
    let mut following =
        Following { runs, at: 0, taken: 0, last: None, size: (0, 0, 0), done: false, names: Vec::new() };
    let mut found = None;
    let budget = Budget { executions: 1, ..budget.clone() };
    every_execution(program, &budget, Run::SHOWN, &mut following, |following, world| {
        found = (world.label() == Some(label)).then(|| Simplest {
            size: following.size,
            proven: false,
            execution: world.execution(&kernel::names()),
        });
        After::Enough
    });
    found
}

struct Following<'a> {
    runs: &'a Runs,
    at: usize,
    /// Steps taken of the current run.
    taken: usize,
    last: Option<ActorId>,
    size: Size,
    done: bool,
    names: Vec<String>,
}

impl Executions for Following<'_> {
    fn begin(&mut self) -> bool {
        !std::mem::replace(&mut self.done, true)
    }
}

impl Driver for Following<'_> {
    fn choose(&mut self, world: &mut World, enabled: &[ActorId]) -> Option<ActorId> {
        if self.names.len() != world.born.actors.len() {
            self.names = world.names_for_schedules(&kernel::names());
        }
        let mut named = None;
        while let Some((name, steps)) = self.runs.get(self.at) {
            named = meant(name, &self.names)
                .map(|place| world.born.actors[place])
                .filter(|actor| enabled.contains(actor) && self.taken < *steps);
            if named.is_some() {
                self.taken += 1;
                break;
            }
            self.at += 1;
            self.taken = 0;
        }
        let current = self.last.filter(|last| enabled.contains(last));
        let chosen = named.or(current).or(enabled.first().copied())?;
        let switch = self.last.is_some_and(|last| last != chosen);
        self.size.0 += usize::from(current.is_some_and(|current| current != chosen));
        self.size.1 += 1;
        self.size.2 += usize::from(switch);
        self.last = Some(chosen);
        Some(chosen)
    }

    fn forced_step(&mut self, _: &World, _: ActorId, _: &Operation) {}

    fn over(&mut self, _: &World) {}
}
