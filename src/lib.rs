//! racecourse: a course in races.

extern crate self as racecourse;

// The facade: what scenarios are written with.
pub mod cell;
pub mod channel;
pub mod hint;
pub mod process;
pub mod progress;
pub mod sync;
pub mod thread;

// What a scenario is.
pub mod budget;
pub mod hazard;
pub mod outcome;
pub mod scenario;

// The course itself.
#[path = "../scenarios/mod.rs"]
pub mod scenarios;

// What an engine finds.
pub mod engine;
pub mod exploration;
pub mod failure;
pub mod isolate;

// What it means.
pub mod counterexample;
pub mod verdict;

// How it is told.
pub mod cli;
pub mod report;

// Under the facade.
mod diagnosis;
mod hook;
mod kernel;
mod naming;
mod native;
mod object;

pub use outcome::Outcome;
