//! Which of the executions that went wrong is shown.

use super::expectation::{grade_rank, table};
use crate::counterexample::Counterexample;
use crate::scenario::{Scenario, Variant};
use racecourse_trace::exploration::Exploration;

/// The execution to show for `variant`, if anything wrong was seen.
///
/// The worst label comes first: one that nobody graded, then one that must be seen, in the order of the table. Of
/// the engines that saw it, one that recorded the steps is better than one that did not, and a model is better than
/// a real run; after that the order of the engines decides, because `explorer` shows the simplest execution.
pub fn counterexample(scenario: &Scenario, variant: &Variant, explorations: &[Exploration]) -> Option<Counterexample> {
    let position = |label: &str| table(scenario, variant).iter().position(|graded| graded.outcome == label);
    let mut seen = Vec::new();
    for exploration in explorations {
        for (label, observation) in &exploration.observations {
            let grade = scenario.grading(variant, label).map(|graded| graded.grade);
            let rank = grade_rank(grade);
            if rank < 3 {
                let silent = !observation.example.is_whole() || observation.example.events.is_empty();
                let engine = exploration.engine;
                seen.push(((rank, position(label), silent, engine.is_native(), engine), exploration, label));
            }
        }
    }
    let (_, exploration, label) = seen.into_iter().min_by_key(|(key, ..)| *key)?;
    let is_fine = |label: &str| scenario.grading(variant, label).is_some_and(|graded| !graded.is_bug());
    Counterexample::of(exploration, label).map(|shown| shown.saved_by(is_fine))
}
