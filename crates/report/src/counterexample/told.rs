//! Which of the orders that were tried a report tells of, and which steps it speaks of by that.

use super::alternative::{Alternative, alternatives};
use super::reason::reason;
use racecourse_trace::exploration::{Counterfactual, Execution};

/// The steps that the explanation speaks of, and the first that would not have come about otherwise, as indices of events.
pub fn told_steps(execution: &Execution) -> Vec<usize> {
    let mut steps = reason(execution).map(|reason| reason.steps()).unwrap_or_default();
    let told = told(execution);
    steps.extend(told.iter().flat_map(|(alternative, _)| alternative.steps()));
    if execution.failure.is_none() && reason(execution).is_none() {
        // What would not have been done in the order that is right: that a value is read at the end is not of interest.
        let is_done = |at: &&usize| execution.events.get(**at).is_some_and(|event| event.written.is_some());
        let missing = told.first().map_or(&[][..], |(_, run)| &run.missing);
        steps.extend(missing.iter().filter(is_done).take(MOST_MISSING));
    }
    steps.sort_unstable();
    steps.dedup();
    steps
}

/// More orders than this are not told of: those that change least are enough to see what matters.
const MOST_ORDERS: usize = 3;
/// More steps than this that another order would not have come to are not kept for a reader.
const MOST_MISSING: usize = 3;

/// The alternatives that the explanation speaks of. With a reason it is one, if there is one among the steps of that.
pub fn told(execution: &Execution) -> Vec<(Alternative, &Counterfactual)> {
    let all = alternatives(execution);
    let Some(reason) = reason(execution) else { return all.into_iter().take(MOST_ORDERS).collect() };
    let shown = |(it, run): &(Alternative, &Counterfactual)| reason.is_shown_by(execution, &it.steps(), run);
    let best = all.iter().map(shown).max().unwrap_or(0);
    all.iter().find(|it| shown(it) == best).copied().into_iter().collect()
}
