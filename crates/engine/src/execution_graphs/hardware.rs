//! Whether a processor could come to what a program comes to under the language's model.

use super::follow::Follow;
use super::repair::MOST_EXECUTIONS;
use crate::Program;
use crate::explorer::taught;
use crate::search::{After, End, Executions, Run, every_execution, in_model};
use racecourse_graphs::Model;
use racecourse_trace::budget::Budget;

/// Whether a processor of the x86 family could have `program` come to `label`, with its accesses in the order in which they are
/// written: a search of all executions where stores wait in a buffer of their own core. `None` if they are too many, or not known.
pub(crate) fn is_seen_on_x86(program: &Program, budget: &Budget, label: &str) -> Option<bool> {
    let budget = Budget { executions: budget.executions.min(MOST_EXECUTIONS), past_data_races: true, ..budget.clone() };
    taught(program, &budget, || {
        let mut search = Follow::new(Model::Tso);
        let (mut is_seen, mut too_long) = (false, false);
        let end = in_model(program, || {
            every_execution(program, &budget, Run::SILENT, &mut search, |search, world| {
                if search.undecided().is_some() {
                    return After::Enough;
                }
                if search.is_discarded() {
                    return After::Next;
                }
                too_long |= search.leaf().is_none() && world.label().is_none();
                is_seen = world.label() == Some(label);
                if is_seen { After::Enough } else { After::Next }
            })
        });
        match end {
            _ if is_seen => Some(true),
            _ if search.undecided().is_some() || search.has_been_cut() || too_long => None,
            End::Complete => Some(false),
            _ => None,
        }
    })
}
