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

// How a real run is watched, and how its hang is explained.
mod diagnosis;
mod native;

// What it means.
pub mod verdict;
