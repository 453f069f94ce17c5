//! What a program teaches before it is run for good: which of its pointers are counted, and which of its threads return in a step.
//!
//! With more steps in it an execution has another schedule. So that a schedule means the same to every engine, and when it is
//! replayed, all of them have the same lessons, from the same search; and what is learned later has all done anew.

use super::optimal::{Habit, Optimal, Reduction};
use crate::Program;
use crate::rested::Rested;
use crate::search::{After, Run, every_execution, in_model};
use racecourse_kernel::lessons;
use racecourse_trace::budget::Budget;

/// Executions in which it is looked for what there is to learn.
const MOST: u64 = 1_000;

/// What `run` comes to once nothing is learned any more while it runs.
pub(crate) fn taught<R>(program: &Program, budget: &Budget, run: impl FnMut() -> R) -> R {
    lessons::forget();
    again_until_taught(program, budget, |_| lessons::may_be_more(), run)
}

/// The same, where it is looked too for what there is to learn if what `run` comes to `seems_wrong`: another execution than this one
/// may be in want of steps that this one does not tell of.
pub(crate) fn taught_if<R>(
    program: &Program,
    budget: &Budget,
    seems_wrong: impl FnOnce(&R) -> bool,
    run: impl FnMut() -> R,
) -> R {
    lessons::forget();
    again_until_taught(program, budget, |result| lessons::may_be_more() || seems_wrong(result), run)
}

/// The same, where `run` itself begins with the executions in which it is looked for what there is to learn.
pub(crate) fn taught_by_itself<R>(program: &Program, budget: &Budget, run: impl FnMut() -> R) -> R {
    lessons::forget();
    again_until_taught(program, budget, |_| lessons::is_news(), run)
}

fn again_until_taught<R>(
    program: &Program,
    budget: &Budget,
    is_to_be_looked: impl FnOnce(&R) -> bool,
    mut run: impl FnMut() -> R,
) -> R {
    let mut result = run();
    if !is_to_be_looked(&result) {
        return result;
    }
    let budget = Budget { executions: budget.executions.min(MOST), ..budget.clone() };
    let mut taught = false;
    while lessons::have_taught() | look_round(program, &budget) {
        taught = true;
    }
    while taught {
        result = run();
        taught = lessons::have_taught();
    }
    result
}

/// Goes through executions for what is to be learned of the program's pointers; whether there is something.
fn look_round(program: &Program, budget: &Budget) -> bool {
    let mut search = Rested::new(Optimal::new(Reduction::Optimal, Habit::Stays));
    in_model(program, || every_execution(program, budget, Run::SILENT, &mut search, |_, _| After::Next));
    lessons::is_news()
}
