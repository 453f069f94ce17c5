//! What an engine finds and a report tells: executions with their events, outcomes and failures, how far a search went, and
//! the schedule that leads to what it found.
//!
//! The ground on which everything else stands. There are no threads here, and nothing is read or written: what crosses
//! between processes is made into bytes and back by [`wire`], and carried by others.

pub mod budget;
pub mod cut;
pub mod diagnosis;
pub mod exploration;
pub mod failure;
pub mod hazard;
pub mod hidden_race;
pub mod naming;
pub mod outcome;
pub mod schedule;
pub mod state_graph;
mod verb;
pub mod wire;
