//! The graph of states of a small program, as data: for playing the scheduler, for hints, and for pictures.
//!
//! A state is what has happened before it, but for the order of steps that do not depend on each other (`explorer::pasts`). So
//! independent steps make a grid and not a tree, and the graph is small where the number of executions is not. It is learned by
//! running the program: each execution is led to a state with a move that has not been tried, and goes on by such moves until
//! it comes to where all have been.

mod building;
mod gaps;
mod transcript;
mod view;
mod walk;
mod ways;

use std::sync::Arc;

pub use self::transcript::{Announced, Snapshot, Transcript};
use self::walk::Walk;
use super::Program;
use super::search::in_model;
use crate::begin::begin;
use crate::explorer::taught;
use crate::standstill::{BLOCKED, has_been_blocked_outside};
use racecourse_kernel as kernel;
use racecourse_kernel::on_coroutines::execute;
use racecourse_kernel::world::Rules;
use racecourse_trace::budget::Budget;

use racecourse_trace::state_graph::{GraphError, StateGraph};

/// All states of `program`, if there are at most so many.
///
/// Of `budget` it takes the number of steps of an execution, the bound on being overtaken, and whether actors wake for no
/// reason. An execution ends with its first failure. A loop that waits by looking again and again has no end here: such a
/// program has no graph.
///
/// # Errors
///
/// Why there is none: too many states, an execution with too many steps or without an end, or a program whose executions do
/// not repeat themselves.
///
/// # Panics
///
/// Inside of a program that an engine is running.
pub fn states_of(program: &Program, budget: &Budget, most: usize) -> Result<StateGraph, GraphError> {
    begin();
    let walked = taught(program, budget, || in_model(program, || walk_all(program, budget, Walk::new(most))));
    Ok(walked?.into_graph())
}

/// The same as it was taken down, for who wants to go through it by the rules of the objects.
///
/// # Errors
///
/// As [`states_of`].
///
/// # Panics
///
/// Inside of a program that an engine is running.
pub fn transcript_of(program: &Program, budget: &Budget, most: usize) -> Result<Transcript, GraphError> {
    begin();
    let walked =
        taught(program, budget, || in_model(program, || walk_all(program, budget, Walk::that_takes_down(most))));
    Ok(walked?.into_transcript())
}

fn walk_all(program: &Program, budget: &Budget, mut walk: Walk) -> Result<Walk, GraphError> {
    let rules = Rules::of(budget);
    let scenario = program.body();
    while walk.begin() {
        if kernel::lessons::is_news() {
            // What is learned has all done anew. Until then who drops a last pointer is no part of a state.
            return Err(GraphError::NotRepeatable);
        }
        kernel::hook::reset();
        let scenario = Arc::clone(&scenario);
        let (world, result) = execute(&mut walk, move || kernel::run_execution(rules, &*scenario));
        if has_been_blocked_outside() {
            return Err(GraphError::Interrupted { says: BLOCKED.to_owned() });
        }
        result.map_err(|says| GraphError::Interrupted { says })?;
        let Some(world) = world else { continue };
        walk.settle(&world, budget)?;
        kernel::recycle(world);
    }
    Ok(walk)
}
