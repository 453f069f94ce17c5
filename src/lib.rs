//! racecourse: a course in races.

extern crate self as racecourse;

// What a scenario is.
pub mod budget;
pub mod hazard;
pub mod outcome;
pub mod scenario;

// What an engine finds.
pub mod engine;
pub mod exploration;
pub mod failure;

// What it means.
pub mod counterexample;
pub mod verdict;

// How it is told.
pub mod cli;
pub mod report;
