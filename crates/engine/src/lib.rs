//! The engines: each runs one function many times, its own way, and says what it saw.
//!
//! [`explore`] runs a [`Program`] on one of them, within a budget, and returns an exploration: how far it looked, and what came
//! out, each with an execution that shows it. [`replay`] follows a schedule in a model, [`play`] on real threads and processes,
//! and [`graph::states_of`] goes through the states of a program instead of its executions.
//!
//! Nothing here knows a scenario, what is expected of a program, how something is said to a reader, or the facade: a program is
//! a function that brings its own operations, which come in at the kernel's door or at the gates of real threads.
//!
//! # A short trip
//!
//! - `search` goes through executions on coroutines, for all that do so: it asks a `Driver` of the kernel who goes on, and shows
//!   every world that is over to a `tally`, which counts and keeps examples.
//! - [`explorer`] is the search to read first: one execution of each class of equivalent ones. Beside it are the brute force by
//!   which it is judged, and the search for simple examples. Each says who goes on where somebody can (`rested::Search`); who goes
//!   round in circles is told by `resting`, around all of them.
//! - `second_opinion` is loom's search, the engine `loom`; `sampling` are shuttle's, behind a scheduler that `watched` puts before them.
//! - `standstill` notices that a program is blocked outside of the facade, where no engine could.
//! - `stress` and `processes` let real threads and processes run, and `gated` holds them to a schedule.
//!
//! What an execution is stands in `racecourse-kernel`, and what is found in `racecourse-trace`; go on with the first of the two.

// What is run, and by whom.
mod begin;
mod program;
mod run;
pub mod standstill;

// Searches on coroutines.
#[doc(hidden)]
pub mod execution_graphs;
mod explained;
#[doc(hidden)]
pub mod explorer;
pub mod graph;
#[cfg(any(feature = "loom", feature = "shuttle"))]
mod repetition;
mod replay;
mod rested;
mod resting;
mod search;
mod tally;

// Searches on the runtimes of others.
#[cfg(feature = "shuttle")]
mod in_depth;
#[cfg(feature = "shuttle")]
mod sampling;
#[cfg(feature = "loom")]
mod second_opinion;
#[cfg(feature = "shuttle")]
mod watched;

// Real threads and processes.
mod gated;
mod processes;
mod stress;

pub use execution_graphs::weaker_orderings;
pub use explained::{explain, explain_without_repair};
pub use gated::play;
pub use processes::has_other_threads;
pub use program::Program;
pub use racecourse_trace::exploration::EngineId;
pub use replay::{Replayed, replay};
pub use run::{explore, explore_within, is_built_in};
pub use search::estimated;
