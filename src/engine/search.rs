//! Searches: whatever goes through executions on coroutines of our own, and how it is done.
//!
//! A search is a [`Driver`] that is asked before each execution whether there is another one. The explorer's are in `explorer`:
//! the reduced ones, brute force, the one with bounded preemptions and the one that follows cycles. `replay` is one that has a
//! single execution.

use std::sync::Arc;

use super::Program;
use crate::budget::Budget;
use crate::exploration::Note;
use crate::kernel;
use crate::kernel::on_coroutines::{Driver, OnCoroutines, execute};
use crate::kernel::world::{Rules, World};
use racecourse_native::supervision;

/// Something that goes through executions.
pub(super) trait Executions: Driver {
    /// Prepares the next execution; `false` if there is none.
    fn begin(&mut self) -> bool;

    /// How much of all executions has been gone through before the one that is prepared, from 0 to 1, if that can be told.
    fn share_done(&self) -> Option<f64> {
        None
    }

    /// Prepares the last execution once more, if it can.
    fn begin_again(&mut self) -> bool {
        false
    }
}

/// How much of a tree has been gone through, in depth-first order, up to the path on which at each state so many branches have
/// been tried and so many are known of.
///
/// Every branch of a state counts for the same: as if all of them led to as many executions. This is what is left of the
/// estimate by random probes (Knuth, *Estimating the Efficiency of Backtrack Programs*, 1975) where the probes are those of a
/// search (Kilby, Slaney, Thiébaux and Walsh, *Estimating Search Tree Size*, AAAI 2006). A reducing search finds out about
/// branches as it goes, so it mostly says too much: there is more left than it seems.
pub(super) fn share_done(branches: impl Iterator<Item = (usize, usize)>) -> f64 {
    let (mut share, mut weight) = (0.0, 1.0);
    for (tried, known) in branches {
        weight /= known.max(1) as f64;
        share += weight * tried as f64;
    }
    share
}

/// Of how many executions these are a share of so much; nothing if nothing can be told yet.
pub(crate) fn estimated(executions: u64, share: f64) -> Option<Note> {
    let of = executions as f64 / share;
    // What is too large for the type stops at its largest number.
    (executions > 0 && share > 0.0).then_some(Note::Estimated { executions, of: (of as u64).max(executions) })
}

/// How a search is over.
pub(super) enum End {
    Complete,
    BudgetSpent,
    Trouble(String),
}

/// After so many executions whoever watches is told how far the search has come.
const SELDOM: u64 = 64;

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
    kernel::with_host(&OnCoroutines, program.names(), f)
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
        crate::hook::reset();
        let scenario = Arc::clone(&scenario);
        execute(driver, move || kernel::run_execution(rules, &*scenario))
    };
    let mut left = budget.executions;
    // What a program keeps from its first execution, wrongly, shows in the second: so the first is not only run again.
    let mut rules = shown;
    while search.begin() {
        if left == 0 {
            return End::BudgetSpent;
        }
        left -= 1;
        if left.is_multiple_of(SELDOM)
            && let Some(share) = search.share_done()
        {
            supervision::gone_through(share);
        }
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
