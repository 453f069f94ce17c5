//! The engines that are shuttle's own strategies: `depth_first`, `random`, `pct`, `urw` and `round_robin`.

use shuttle::scheduler::{
    DfsScheduler, PctScheduler, RandomScheduler, RoundRobinScheduler, Scheduler, UrwRandomScheduler,
};

use super::in_depth::Shared;
use super::tally::Tally;
use super::watched::{self, Shuttles};
use super::{EngineId, Program, explorer, search};
use racecourse_trace::budget::Budget;
use racecourse_trace::exploration::{Bound, Coverage, Exploration, Note, Reason};
use racecourse_trace::failure::FailureKind;

/// Every interleaving, nothing pruned; given up when the budget is spent.
pub(super) fn depth_first(program: &Program, budget: &Budget) -> Exploration {
    let most = budget.few_executions();
    let limit = usize::try_from(most).unwrap_or(usize::MAX);
    let choices = Shared::default();
    let strategy = Shuttles::in_depth(DfsScheduler::new(Some(limit), false), Shared::clone(&choices));
    let (tally, trouble) = watched::run(program, budget, strategy);
    let executions = tally.tried();
    // Whatever has kept it from that, it has seen nothing.
    let trouble = trouble.or_else(|| (executions == 0).then(|| "no execution has come to its end".to_owned()));
    let coverage = if executions >= most {
        Coverage::Bounded { executions, bound: Bound::FirstInDepth(executions) }
    } else if tally.too_long > 0 {
        Coverage::Bounded { executions, bound: Bound::Steps(budget.steps) }
    } else {
        Coverage::Exhaustive { executions }
    };
    let mut exploration = finished(EngineId::DepthFirst, program, budget, tally, coverage, trouble);
    let choices = choices.lock();
    if let Some(cause) = choices.difference() {
        exploration.coverage = Coverage::Interrupted { executions, reason: Reason::DoesNotRepeat };
        let label = FailureKind::NotDeterministic.label().to_owned();
        exploration.observations.insert(label, explorer::not_deterministic(cause.clone()));
    } else if let Coverage::Bounded { bound: Bound::FirstInDepth(_), .. } = exploration.coverage {
        exploration.notes.extend(search::estimated(executions, choices.share()));
    }
    exploration
}

/// A random walk over the choices.
pub(super) fn random(program: &Program, budget: &Budget) -> Exploration {
    let scheduler = RandomScheduler::new_from_seed(budget.seed, samples(budget));
    sample(EngineId::Random, Shuttles::new(scheduler), program, budget)
}

/// Random priorities with a few points where they change (Burckhardt et al., ASPLOS 2010).
///
/// Half of the samples have one change point, half have two: in a program of a few steps two would nearly always be spent
/// before the step that matters.
pub(super) fn pct(program: &Program, budget: &Budget) -> Exploration {
    let half = samples(budget).div_ceil(2);
    let strategy = |depth, samples| {
        let scheduler = PctScheduler::new_from_seed(budget.seed, depth, samples);
        Shuttles::counting_all(scheduler)
    };
    let (tally, trouble) = watched::run(program, budget, strategy(2, half));
    let (tally, trouble) = match trouble {
        None => watched::run_on(tally, program, budget, strategy(3, samples(budget) - half)),
        trouble => (tally, trouble),
    };
    let coverage = Coverage::Sampled { executions: tally.tried(), seed: Some(budget.seed) };
    finished(EngineId::Pct, program, budget, tally, coverage, trouble)
}

/// A random walk in which every interleaving is about equally likely.
pub(super) fn urw(program: &Program, budget: &Budget) -> Exploration {
    let scheduler = UrwRandomScheduler::new_from_seed(budget.seed, samples(budget));
    sample(EngineId::Urw, Shuttles::counting_each(scheduler), program, budget)
}

/// Executions in which a loop may turn out to have an end, before one is taken as it is.
const MOST_BROKEN_OFF: usize = 100;

/// One fair schedule: each actor takes one step in turn. Livelock shows on it as a cycle.
pub(super) fn round_robin(program: &Program, budget: &Budget) -> Exploration {
    let strategy = Shuttles::fair(RoundRobinScheduler::new(MOST_BROKEN_OFF));
    let (tally, trouble) = watched::run(program, budget, strategy);
    let coverage = Coverage::Sampled { executions: tally.tried(), seed: None };
    finished(EngineId::RoundRobin, program, budget, tally, coverage, trouble)
}

fn samples(budget: &Budget) -> usize {
    usize::try_from(budget.samples).unwrap_or(usize::MAX)
}

fn sample<S>(engine: EngineId, strategy: Shuttles<S>, program: &Program, budget: &Budget) -> Exploration
where
    S: Scheduler + Send + 'static,
{
    let (tally, trouble) = watched::run(program, budget, strategy);
    let coverage = Coverage::Sampled { executions: tally.tried(), seed: Some(budget.seed) };
    finished(engine, program, budget, tally, coverage, trouble)
}

/// Executions that are tried to find a simple example of each outcome that a sample has come to.
const MOST_FOR_SIMPLEST: u64 = 500;

fn finished(
    engine: EngineId,
    program: &Program,
    budget: &Budget,
    tally: Tally,
    coverage: Coverage,
    trouble: Option<String>,
) -> Exploration {
    let executions = tally.tried();
    let mut exploration = tally.into_exploration(engine, coverage);
    explorer::simplify(program, budget, MOST_FOR_SIMPLEST, &mut exploration);
    match trouble {
        // Not a fault: the variant has nothing to schedule.
        Some(text) if text.contains("did not exercise any concurrency") => {
            exploration.notes.push(Note::NothingToChoose);
        }
        Some(says) => {
            exploration.coverage = Coverage::Interrupted { executions, reason: Reason::SearchPanicked(says) };
        }
        None => {}
    }
    exploration
}
