//! Exploration against expectation.

use crate::engine::EngineId;
use crate::exploration::Exploration;
use crate::scenario::{Scenario, Variant};

/// What an exploration says about a variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// No forbidden outcome, and nothing was left out that this engine can see.
    Confirmed,
    /// A forbidden outcome, or one that no table grades.
    Refuted,
    /// No forbidden outcome, but the engine sampled, was bounded, or is blind to the hazard.
    Inconclusive,
    /// The engine cannot run this scenario.
    NotApplicable,
}
