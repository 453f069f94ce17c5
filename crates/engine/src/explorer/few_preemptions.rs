//! What is searched before a search is given up: all executions with few preemptions.
//!
//! The first so many executions of a search say nothing that somebody can use: which those are depends on the order of the
//! search. That all with at most one preemption are among those that were tried, or with at most two, is a claim, and nearly all
//! bugs show within it (Musuvathi and Qadeer, PLDI 2007).

use super::depth_first::DepthFirst;
use crate::Program;
use crate::rested::Rested;
use crate::search::{After, End, Executions, Run, every_execution, in_model};
use racecourse_kernel as kernel;
use racecourse_native::supervision;
use racecourse_trace::budget::Budget;
use racecourse_trace::exploration::{Bound, Coverage, Exploration, Note, Observation};

/// More preemptions than this are not tried.
const MOST_PREEMPTIONS: usize = 2;
/// Executions that are tried for it at most: each of them is recorded.
const MOST_EXECUTIONS: u64 = 200_000;

/// The same where the search has come to its end, and only some executions were too long.
const MOST_BESIDE_LONG_ONES: u64 = 20_000;

/// Adds to `exploration` what executions with at most one and at most two preemptions come to, and says up to how many
/// preemptions all have been tried. It was given up, or some executions were too long, and what they stand for is not known. There
/// are as many executions for it as `budget` has for the search.
pub(super) fn search(program: &Program, budget: &Budget, exploration: &mut Exploration) {
    let was_given_up = matches!(exploration.coverage, Coverage::Bounded { bound: Bound::First(_), .. });
    let most = if was_given_up { MOST_EXECUTIONS } else { MOST_BESIDE_LONG_ONES };
    let mut left = budget.executions.min(most);
    let (mut complete, mut some_were_cut) = (None, false);
    for preemptions in 0..=MOST_PREEMPTIONS {
        let mut bounded = Rested::new(DepthFirst::within(preemptions));
        let budget = Budget { executions: left, ..budget.clone() };
        let end = in_model(program, || {
            every_execution(program, &budget, Run::SHOWN, &mut bounded, |bounded, world| {
                left = left.saturating_sub(1);
                racecourse_kernel::heartbeat::alive();
                let label = world.label().filter(|_| !bounded.is_discarded());
                let Some(label) = label else { return After::Next };
                if !exploration.saw(label) {
                    let (example, first_seen) =
                        (world.execution(&kernel::names()).into(), exploration.coverage.executions());
                    let slot = supervision::saw(label, first_seen, &example);
                    supervision::counted(slot, 1);
                    let seen = Observation { count: 1, first_seen, example, shortest: None };
                    exploration.observations.insert(label.to_owned(), seen);
                }
                After::Next
            })
        });
        if !matches!(end, End::Complete) {
            break;
        }
        some_were_cut |= bounded.search().has_given_up();
        if !some_were_cut {
            complete = Some(preemptions);
        }
    }
    // That nobody is interrupted is too little to be said.
    exploration.notes.extend(complete.filter(|most| *most > 0).map(Note::AllWithin));
}
