//! All that can follow once two steps have come the other way round.
//!
//! One run shows what the other order can come to. What it comes to whatever else happens takes a search: all executions that begin
//! like the one in question, up to the step that is overtaken, and in which that one is not before the other. It is the explorer's
//! own search, in which nothing is tried in place of the beginning; so it has one execution for each class of equivalent ones, and
//! in each class both steps are in one order, or in none.

use std::collections::BTreeSet;

use super::optimal::{Habit, Optimal, Reduction};
use super::step::Step;
use super::which::Which;
use crate::Program;
use crate::rested::Rested;
use crate::search::{After, End, Executions, Run, every_execution};
use racecourse_kernel::heartbeat;
use racecourse_kernel::stop::{Stop, Why};
use racecourse_kernel::world::World;
use racecourse_trace::budget::Budget;

/// More different ends than this are not told of.
const MOST_ENDS: usize = 3;

/// What there is to spend on a search.
pub(super) struct Purse {
    pub(super) executions: u64,
    pub(super) steps: usize,
}

/// The labels of all executions that begin with `beginning` and in which `first` is not before `second`, which is taken. `None` if
/// `label` is among them, or if they could not all be gone through with what is left in `purse`.
pub(super) fn ends(
    program: &Program,
    budget: &Budget,
    beginning: Vec<Step>,
    [first, second]: [Which; 2],
    label: &str,
    purse: &mut Purse,
) -> Option<Vec<String>> {
    let mut search = Rested::new(Optimal::new(Reduction::Optimal, Habit::Stays).after(beginning));
    let budget = Budget { executions: purse.executions.max(1), ..budget.clone() };
    let mut ends = BTreeSet::new();
    let mut is_open = false;
    let end = every_execution(program, &budget, Run::SILENT, &mut search, |search, world| {
        heartbeat::alive();
        purse.executions = purse.executions.saturating_sub(1);
        purse.steps = purse.steps.saturating_sub(world.steps_recorded());
        if search.starts_over() {
            ends.clear();
            return enough_if(purse.steps == 0);
        }
        if search.is_discarded() {
            return enough_if(purse.steps == 0);
        }
        if !search.search().has_begun_as_wanted() {
            is_open = true;
            return After::Enough;
        }
        if let Some(came_to) = world.label().filter(|_| search.search().comes_first(world, second, first)) {
            is_open |= came_to == label;
            ends.insert(came_to.to_owned());
        }
        is_open |= is_given_up(world) || ends.len() > MOST_ENDS || purse.steps == 0;
        enough_if(is_open)
    });
    let is_all = matches!(end, End::Complete) && !is_open && !search.rest().rounds_change_inside();
    (is_all && !ends.is_empty()).then(|| ends.into_iter().collect())
}

const fn enough_if(enough: bool) -> After {
    if enough { After::Enough } else { After::Next }
}

/// Whether nothing is known of how it ends, and no other execution stands for it.
const fn is_given_up(world: &World) -> bool {
    matches!(world.stop, Some(Stop::Abandoned(why)) if !matches!(why, Why::Redundant | Why::PassesOver | Why::TriedOut))
}
