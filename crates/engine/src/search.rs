//! Searches: whatever goes through executions on coroutines of our own, and how it is done.
//!
//! What goes through executions is a [`Driver`] that is asked before each one whether there is another. What it decides is mostly a
//! matter of what `rested` calls a search: the reduced ones, all interleavings, and those with bounded preemptions in
//! `explorer`, and the single execution of `replay`. All around that, such as who goes round in circles, is there too.

use std::sync::Arc;

use super::Program;
use super::standstill::{BLOCKED, has_been_blocked_outside};
use racecourse_kernel as kernel;
use racecourse_kernel::on_coroutines::{Driver, execute, within};
use racecourse_kernel::stop::Stop;
use racecourse_kernel::transcript::Entry;
use racecourse_kernel::world::{Rules, World};
use racecourse_meaning::ActorId;
use racecourse_native::supervision;
use racecourse_sources::site;
use racecourse_trace::budget::Budget;
use racecourse_trace::exploration::Note;
use racecourse_trace::failure::{Cause, Evidence};

/// Something that goes through executions.
pub(super) trait Executions: Driver {
    /// Prepares the next execution; `false` if there is none.
    fn begin(&mut self) -> bool;

    /// Whether it lets somebody go round, to see what becomes of it: what is done then is no choice.
    fn is_leading(&self) -> bool {
        false
    }

    /// How much of all executions has been gone through before the one that is prepared, from 0 to 1, if that can be told.
    fn share_done(&self) -> Option<f64> {
        None
    }

    /// What was not as before, when steps that had been taken before were taken again.
    fn difference(&self) -> Option<&Cause> {
        None
    }

    /// Whether the last execution says nothing about the program.
    fn is_discarded(&self) -> bool {
        false
    }

    /// Whether who gives up a lock is to compare what it guards with what that was.
    fn looks_inside(&self) -> bool {
        false
    }

    /// Prepares the last execution once more, if it can.
    fn begin_again(&mut self) -> bool {
        false
    }

    /// Whether its steps come in the same order then.
    fn keeps_order(&self) -> bool {
        true
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
pub fn estimated(executions: u64, share: f64) -> Option<Note> {
    let of = executions as f64 / share;
    // What is too large for the type stops at its largest number.
    (executions > 0 && share > 0.0).then_some(Note::Estimated { executions, of: (of as u64).max(executions) })
}

/// After so many executions whoever watches is told how far the search has come.
const SELDOM: u64 = 64;

/// How a search is over.
pub(super) enum End {
    Complete,
    BudgetSpent,
    /// The program does not repeat itself.
    Differs(Cause),
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
    let once = |driver: &mut S, rules: Rules| {
        let rules = Rules { looks_inside: driver.looks_inside(), ..rules };
        kernel::hook::reset();
        let scenario = Arc::clone(&scenario);
        execute(driver, move || kernel::run_execution(rules, &*scenario))
    };
    let mut left = budget.executions;
    // What a program keeps from its first execution, wrongly, shows in the second: so the first is not only run again.
    let mut rules = shown;
    let mut is_first = true;
    // What is learned has all done anew by whoever asked for it.
    while !kernel::lessons::is_news() && search.begin() {
        if has_been_blocked_outside() {
            return End::Trouble(BLOCKED.to_owned());
        }
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
        if has_been_blocked_outside() {
            // Others would be for as long, and the same one if it is run again.
            if let Some(world) = world {
                seen(search, &world);
            }
            return End::Trouble(BLOCKED.to_owned());
        }
        // That is why it may have run into trouble.
        if let Some(cause) = search.difference() {
            return ended(world, End::Differs(cause.clone()));
        }
        if let Err(trouble) = result {
            return ended(world, End::Trouble(trouble));
        }
        let these = rules;
        rules.recorded = run.recorded;
        let Some(world) = world else { continue };
        let label = if is_first { world.label().map(str::to_owned) } else { None };
        let after = seen(search, &world);
        if is_first && !search.is_discarded() {
            is_first = false;
            // Every program is run twice by the same choices before anything is concluded from it.
            let steps = world.transcript.entries.clone();
            if search.begin_again() {
                // What is made in it has the same numbers.
                kernel::recycle(world.another());
                let (again, result) = once(search, these);
                // What is made outside of executions has a clear word of its own, in the second one.
                if let Some(again) = again.as_deref().filter(|again| is_about_what_is_kept(again)) {
                    seen(search, again);
                    return End::Complete;
                }
                let difference = search.difference().cloned();
                let difference = difference.or_else(|| difference_between(&steps, label.as_deref(), again.as_deref()?));
                if let Some(cause) = difference {
                    return ended(Some(world), End::Differs(cause));
                }
                if let Err(trouble) = result {
                    return ended(Some(world), End::Trouble(trouble));
                }
                again.into_iter().for_each(kernel::recycle);
            }
        }
        let first = matches!(after, After::Again).then(|| Once::of(&world));
        kernel::recycle(world);
        match after {
            After::Next => {}
            After::Enough => break,
            After::Again if !search.begin_again() => {}
            After::Again => {
                let (world, result) = once(search, shown);
                if let Err(trouble) = result {
                    return ended(world, End::Trouble(trouble));
                }
                if let Some(cause) = search.difference() {
                    return ended(world, End::Differs(cause.clone()));
                }
                if let Some(world) = world {
                    let in_order = search.keeps_order();
                    if let Some(cause) = first.and_then(|first| first.difference_from(&world, in_order)) {
                        return ended(Some(world), End::Differs(cause));
                    }
                    seen(search, &world);
                    kernel::recycle(world);
                }
            }
        }
    }
    End::Complete
}

/// A search is over, and its last execution has the numbers of what was made in all of them: who goes on within the same exploration
/// needs them.
fn ended(last: Option<Box<World>>, end: End) -> End {
    last.into_iter().for_each(kernel::recycle);
    end
}

/// What has become of an execution that is to be made again.
struct Once {
    label: Option<String>,
    /// Who has taken a step, in turn, until it was decided how the execution ends. A search goes on after that, and who shows it
    /// does not.
    decisions: Vec<ActorId>,
    entries: Vec<Entry>,
}

impl Once {
    fn of(world: &World) -> Self {
        Self {
            label: world.label().map(str::to_owned),
            decisions: world.decisions.clone(),
            entries: world.transcript.entries.clone(),
        }
    }

    /// In what `again` is not the same: in what some actor does or when, if the order of steps is kept, or in what it comes to.
    fn difference_from(&self, again: &World, in_order: bool) -> Option<Cause> {
        let label = self.label.as_deref();
        if !in_order {
            return other_outcome(label, again);
        }
        let (before, now) = (&self.decisions, &again.decisions);
        let is_cut_elsewhere = goes_round(again) && (before.starts_with(now) || now.starts_with(before));
        if before == now || is_cut_elsewhere {
            return difference_between(&self.entries, label, again);
        }
        let now = &again.transcript.entries;
        let step =
            step_that_differs(&self.entries, now, again).or_else(|| step_that_is_missing(&self.entries, now, again));
        step.or_else(|| step_that_is_missing(now, &self.entries, again)).or_else(|| other_outcome(label, again))
    }
}

/// Whether it has come to a cycle that goes on for ever. How much of that is kept may differ where an execution is shown: steps that
/// nobody chooses stand elsewhere in it then.
pub(super) fn goes_round(world: &World) -> bool {
    matches!(&world.stop, Some(Stop::Failed(failure)) if matches!(failure.evidence, Evidence::Lasso { .. }))
}

/// What `actor` has done, with the place of each step among all.
fn own(entries: &[Entry], actor: ActorId) -> impl Iterator<Item = (usize, &Entry)> {
    entries.iter().enumerate().filter(move |(_, entry)| entry.actor == actor)
}

/// In what an execution that is made again differs from the first time, if it does: in what some actor does, or in what it
/// comes to. Where steps that nobody chooses stand among those of others may differ, and how much is kept of what goes round.
fn difference_between(before: &[Entry], label: Option<&str>, again: &World) -> Option<Cause> {
    step_that_differs(before, &again.transcript.entries, again).or_else(|| other_outcome(label, again))
}

/// A step that is another one than before.
fn step_that_differs(before: &[Entry], now: &[Entry], again: &World) -> Option<Cause> {
    again.born.actors.iter().find_map(|&actor| {
        let other = |((_, before), (_, now)): &((usize, &Entry), (usize, &Entry))| {
            before.op != now.op || before.done != now.done
        };
        let ((step, before), (_, now)) = own(before, actor).zip(own(now, actor)).find(other)?;
        Some(differs(again, step, before, Some(now)))
    })
}

/// A step that an actor has taken there and not here.
fn step_that_is_missing(there: &[Entry], here: &[Entry], again: &World) -> Option<Cause> {
    again.born.actors.iter().find_map(|&actor| {
        let (step, entry) = own(there, actor).nth(own(here, actor).count())?;
        Some(differs(again, step, entry, None))
    })
}

fn differs(again: &World, step: usize, before: &Entry, now: Option<&Entry>) -> Cause {
    let told = |entry: &Entry| (entry.op.action.verb(), site(entry.op.site));
    let actor = again.actor_name(before.actor, &kernel::names());
    Cause::Differs { actor, step: step + 1, before: told(before), now: now.map(told) }
}

/// Whether an execution has failed because something was kept from the one before.
fn is_about_what_is_kept(world: &World) -> bool {
    let Some(Stop::Failed(failure)) = &world.stop else { return false };
    matches!(&failure.cause, Cause::Panicked { said, .. } if kernel::made::is_about_what_is_kept(said))
}

/// Whether the same steps have come to something else than before.
fn other_outcome(label: Option<&str>, again: &World) -> Option<Cause> {
    let (before, now) = (label?, again.label()?);
    (before != now).then(|| Cause::ComesToOther { before: before.to_owned(), now: now.to_owned() })
}
