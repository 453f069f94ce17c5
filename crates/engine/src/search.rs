//! Searches: whatever goes through executions on coroutines of our own, and how it is done.
//!
//! A search is a [`Driver`] that is asked before each execution whether there is another one. The explorer's are in `explorer`:
//! the reduced ones, brute force, the one with bounded preemptions and the one that follows cycles. `replay` is one that has a
//! single execution.

use std::sync::Arc;

use super::Program;
use racecourse_kernel as kernel;
use racecourse_kernel::on_coroutines::{Driver, execute, within};
use racecourse_kernel::world::{Rules, World};
use racecourse_trace::budget::Budget;

/// Something that goes through executions.
pub(super) trait Executions: Driver {
    /// Prepares the next execution; `false` if there is none.
    fn begin(&mut self) -> bool;

    /// Whether it lets somebody go round, to see what becomes of it: what is done then is no choice.
    fn is_leading(&self) -> bool {
        false
    }

    /// Prepares the last execution once more, if it can.
    fn begin_again(&mut self) -> bool {
        false
    }
}

/// How a search is over.
pub(super) enum End {
    Complete,
    BudgetSpent,
    Trouble(String),
}

/// How executions are run.
#[derive(Clone, Copy)]
pub(super) struct Run {
    /// Whether the others go on after a failure.
    continue_after_failure: bool,
    /// Whether all of them can be shown.
    recorded: bool,
}

impl Run {
    /// For a search that learns from all steps, and shows what it runs again.
    pub(super) const SILENT: Self = Self { continue_after_failure: true, recorded: false };
    /// For executions that are shown as they come.
    pub(super) const SHOWN: Self = Self { continue_after_failure: false, recorded: true };
}

/// What is to be done after an execution.
pub(super) enum After {
    Next,
    /// The same again, recorded.
    Again,
    Enough,
}

/// Does `f`, in which executions of `program` are run on coroutines.
pub(super) fn in_model<R>(program: &Program, f: impl FnOnce() -> R) -> R {
    within(program.names(), f)
}

/// Runs all executions of `search`, until `seen` says that it has seen enough.
pub(super) fn every_execution<S: Executions>(
    program: &Program,
    budget: &Budget,
    run: Run,
    search: &mut S,
    mut seen: impl FnMut(&mut S, &World) -> After,
) -> End {
    let shown = Rules { continue_after_failure: run.continue_after_failure, ..Rules::of(budget) };
    let scenario = program.body();
    let once = |driver: &mut dyn Driver, rules: Rules| {
        kernel::hook::reset();
        let scenario = Arc::clone(&scenario);
        execute(driver, move || kernel::run_execution(rules, &*scenario))
    };
    let mut left = budget.executions;
    // What a program keeps from its first execution, wrongly, shows in the second: so the first is not only run again.
    let mut rules = shown;
    // What is learned has all done anew by whoever asked for it.
    while !kernel::pointers::is_news() && search.begin() {
        if left == 0 {
            return End::BudgetSpent;
        }
        left -= 1;
        let (world, result) = once(search, rules);
        if let Err(trouble) = result {
            return End::Trouble(trouble);
        }
        rules.recorded = run.recorded;
        let Some(world) = world else { continue };
        let after = seen(search, &world);
        kernel::recycle(world);
        match after {
            After::Next => {}
            After::Enough => break,
            After::Again if !search.begin_again() => {}
            After::Again => {
                let (world, result) = once(search, shown);
                if let Err(trouble) = result {
                    return End::Trouble(trouble);
                }
                if let Some(world) = world {
                    seen(search, &world);
                    kernel::recycle(world);
                }
            }
        }
    }
    End::Complete
}
