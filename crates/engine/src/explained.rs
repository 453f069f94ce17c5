//! Why an execution ends as it does, asked of the searches that can say something of it.

use crate::Program;
use crate::execution_graphs::{is_seen_on_x86, orderings_without};
use crate::explorer;
use racecourse_trace::budget::Budget;
use racecourse_trace::exploration::{Change, Execution};
use racecourse_trace::failure::FailureKind;
use racecourse_trace::schedule::Schedule;

/// Follows `schedule` as far as it goes, under sequential consistency. If that comes to `label`, the execution is given back with
/// what came of other orders of its steps. If not, what it is held against reads old values, and what this run came to is all that
/// is given back. `None` if the run comes to no end.
///
/// If it is up to the order of memory, it is asked as well with which orderings the program does not come to that; and where old
/// values are read, whether a processor at hand in most machines could do that.
pub fn explain(program: &Program, schedule: &Schedule, label: &str, budget: &Budget) -> Option<Execution> {
    let mut asked = explain_without_repair(program, schedule, label, budget)?;
    if reads_old_values(&asked) || label == FailureKind::DataRace.label() {
        asked.repair = orderings_without(program, budget, label);
    }
    Some(asked)
}

/// The same for somebody who is to find the repair: with which orderings it does not come to that is not asked.
pub fn explain_without_repair(
    program: &Program,
    schedule: &Schedule,
    label: &str,
    budget: &Budget,
) -> Option<Execution> {
    let mut asked = explorer::explain(program, schedule, label, budget)?;
    if !asked.events.is_empty() {
        // They are a schedule.
        asked.odd = Some(Vec::new());
    }
    // A program with a data race means nothing, whatever a processor does.
    if reads_old_values(&asked) && label != FailureKind::DataRace.label() {
        asked.on_x86 = is_seen_on_x86(program, budget, label);
    }
    Some(asked)
}

fn reads_old_values(asked: &Execution) -> bool {
    asked.counterfactuals.iter().any(|it| it.change == Change::NewestValues)
}
