//! loom: executions with stale reads, and the orderings of the C11 model.
//!
//! loom's search is not complete even for what sequential consistency allows (tokio-rs/loom#166, #392), so this engine
//! never confirms a fix alone. The facade keeps most of its faults away; see `sync::atomic` and the kernel.

use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;

use parking_lot::Mutex;

use super::standstill::has_been_blocked_outside;
use super::tally::Tally;
use super::{EngineId, Program};
use racecourse_kernel as kernel;
use racecourse_kernel::on_loom::{REMEMBERED, forget_lessons, learn_lessons, used, within};
use racecourse_kernel::stop::{Stop, Why};
use racecourse_kernel::world::Rules;
use racecourse_trace::budget::Budget;
use racecourse_trace::exploration::{Bound, Coverage, Exploration, Note, Observation, Reason, Shortest};

/// Branch points in one execution, far above what the limit of steps lets happen.
const BRANCHES: usize = 50_000;

/// The payload with which the search is ended.
struct BudgetSpent;

/// The payload with which a program that loom cannot run is given up.
struct TooManyActors;

/// Explores until loom knows of no more executions or the budget is spent.
pub(super) fn explore(program: &Program, budget: &Budget) -> Exploration {
    forget_lessons();
    loop {
        let (tally, end) = once(program, budget, Tally::new(program.names()));
        // Something about the program asks for it to be shown to loom in another way: do it again.
        if !has_been_blocked_outside() && learn_lessons() {
            continue;
        }
        let executions = tally.tried();
        let coverage = match end {
            End::Trouble(reason) => Coverage::Interrupted { executions, reason },
            End::BudgetSpent => Coverage::Bounded { executions, bound: Bound::FirstOfLoom(executions) },
            End::Done if tally.too_long > 0 => Coverage::Bounded { executions, bound: Bound::Steps(budget.steps) },
            End::Done => match budget.preemptions {
                Some(most) => Coverage::Bounded { executions, bound: Bound::Preemptions(most) },
                // loom learns which steps depend on each other from steps that are taken.
                None if tally.failed => Coverage::Bounded { executions, bound: Bound::UpToFailures },
                None if used().is_strengthened() => Coverage::Bounded { executions, bound: Bound::StrongerOrderings },
                None if used().has_forgotten() => {
                    Coverage::Bounded { executions, bound: Bound::LastValues(REMEMBERED) }
                }
                None => Coverage::Exhaustive { executions },
            },
        };
        let strengthened = used().strengthened();
        let mut exploration = tally.into_exploration(EngineId::Loom, coverage);
        if !strengthened.is_empty() {
            exploration.notes.push(Note::Strengthened(strengthened));
        }
        simplify(program, budget, &mut exploration);
        return exploration;
    }
}

/// Executions that are tried at each bound to find a simple example.
const MOST_FOR_SIMPLEST: u64 = 2_000;

/// Puts an execution with fewer preemptions in place of each example, if loom comes to one within a bound of few.
fn simplify(program: &Program, budget: &Budget, exploration: &mut Exploration) {
    for most in 0..budget.preemptions.unwrap_or(3).min(3) {
        let open = |seen: &Observation| seen.example.is_whole() && seen.shortest.is_none();
        if !exploration.observations.values().any(open) {
            return;
        }
        let bounded = Budget { executions: MOST_FOR_SIMPLEST, preemptions: Some(most), ..budget.clone() };
        let (tally, _) = once(program, &bounded, Tally::of_trials(program.names()));
        let coverage = Coverage::Sampled { executions: 0, seed: None };
        for (label, found) in tally.into_exploration(EngineId::Loom, coverage).observations {
            let seen = exploration.observations.get_mut(&label).filter(|seen| open(seen) && found.example.is_whole());
            if let Some(seen) = seen {
                seen.example = found.example;
                // loom leaves some executions out, so it never proves that there is no simpler one.
                seen.shortest = Some(Shortest { preemptions: most, proven: false });
            }
        }
    }
}

enum End {
    Done,
    BudgetSpent,
    Trouble(Reason),
}

fn once(program: &Program, budget: &Budget, tally: Tally) -> (Tally, End) {
    let tally = Arc::new(Mutex::new(tally));
    // loom knows what is made by the order in which it is, and ends an execution by the first race.
    let rules = Rules { past_data_races: false, keeps_numbers: false, ..Rules::of(budget) };
    let mut model = loom::model::Builder::new();
    model.max_threads = loom::MAX_THREADS;
    model.max_branches = BRANCHES;
    model.max_permutations = None;
    model.max_duration = None;
    model.preemption_bound = budget.preemptions;
    model.checkpoint_file = None;
    model.location = true;
    let (counted, scenario, most) = (Arc::clone(&tally), program.body(), budget.few_executions());
    let execution = move || {
        if counted.lock().tried() >= most || kernel::lessons::is_news() || has_been_blocked_outside() {
            panic::resume_unwind(Box::new(BudgetSpent));
        }
        kernel::hook::reset();
        kernel::run_execution(rules, &*scenario);
        let world = kernel::take_world();
        let Some(world) = world else { return };
        if matches!(world.stop, Some(Stop::Abandoned(Why::TooManyActors))) {
            panic::resume_unwind(Box::new(TooManyActors));
        }
        counted.lock().add(&world);
    };
    let explored = within(program.names(), || panic::catch_unwind(AssertUnwindSafe(|| model.check(execution))));
    let end = match explored {
        Ok(()) => End::Done,
        Err(payload) if payload.is::<BudgetSpent>() => End::BudgetSpent,
        Err(payload) if payload.is::<TooManyActors>() => {
            End::Trouble(Reason::TooManyActors { most: loom::MAX_THREADS })
        }
        Err(payload) => End::Trouble(Reason::SearchPanicked(kernel::hook::panic_text(payload.as_ref()))),
    };
    let tally = std::mem::replace(&mut *tally.lock(), Tally::of_trials(program.names()));
    (tally, end)
}
