//! Every interleaving under sequential consistency, one execution for each class of equivalent ones.
//!
//! Two executions are equivalent if they differ only in the order of steps that do not depend on each other. The search is
//! [`optimal`]; programs that go round in circles without waiting for anything are searched by [`sleep_sets`] instead, which
//! follows circles and tells livelock from starvation.

mod optimal;
mod sleep_sets;
mod step;
mod trace;
mod waiting;

use self::optimal::{Reduction, Search};
use self::step::Values;
use super::tally::Tally;
use super::{EngineId, Program};
use crate::budget::Budget;
use crate::exploration::{Coverage, Exploration};
use crate::kernel::on_coroutines::execute;
use crate::kernel::world::Rules;
use crate::kernel::{self, Backend};

/// Explores until everything is covered or the budget is spent.
pub(super) fn explore(program: &Program, budget: &Budget) -> Exploration {
    let mut search = Search::new(Reduction::Optimal, Values::Ignored);
    let (tally, end) = search_through(program, budget, &mut search);
    if tally.too_long > 0 {
        // It may go round in circles.
        return sleep_sets::explore(program, budget);
    }
    let executions = tally.ended + tally.repeating;
    let coverage = match end {
        End::Complete => Coverage::Exhaustive { executions },
        End::BudgetSpent => {
            Coverage::Bounded { executions, bound: format!("the first {} executions", budget.executions) }
        }
        End::Trouble(reason) => Coverage::Interrupted { executions, reason },
    };
    let redundant = tally.redundant;
    let mut exploration = tally.into_exploration(EngineId::Explorer, coverage);
    if redundant > 0 {
        exploration
            .notes
            .push(format!("{redundant} more executions were begun and recognised as equivalent to others"));
    }
    if search.awaited_loops() > 0 {
        exploration.notes.push(awaited(search.awaited_loops()));
    }
    exploration
}

fn awaited(loops: usize) -> String {
    let rounds = super::lasso::ROUNDS;
    let subject = if loops == 1 { "1 loop looks".to_owned() } else { format!("{loops} loops look") };
    format!(
        "{subject} again and again at what does not change; after {rounds} such rounds it is taken to wait for a change"
    )
}

enum End {
    Complete,
    BudgetSpent,
    Trouble(String),
}

fn search_through(program: &Program, budget: &Budget, search: &mut Search) -> (Tally, End) {
    let rules = Rules {
        steps: budget.steps,
        bypass_bound: budget.bypass_bound,
        spurious_wakeups: budget.spurious_wakeups,
        go_on_after_failure: true,
    };
    let scenario = program.run;
    kernel::with_backend(Backend::Coroutines, program.names(), || {
        let mut tally = Tally::new(program.names());
        let mut left = budget.executions;
        loop {
            if !search.begin() {
                return (tally, End::Complete);
            }
            if left == 0 {
                return (tally, End::BudgetSpent);
            }
            left -= 1;
            crate::hook::reset();
            let rules = rules.clone();
            let (world, result) = execute(search, move || kernel::run_execution(rules, scenario));
            if let Err(trouble) = result {
                return (tally, End::Trouble(trouble));
            }
            if search.starts_again() {
                tally = Tally::new(program.names());
                continue;
            }
            world.iter().for_each(|world| tally.add(world));
            if tally.too_long > 0 {
                return (tally, End::Complete);
            }
        }
    })
}
