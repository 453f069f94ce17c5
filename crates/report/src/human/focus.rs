//! What an execution is about.

use std::collections::BTreeSet;

use super::round::lasso_of;
use crate::counterexample::told_steps;
use racecourse_trace::exploration::{Execution, ObjectKind};
use racecourse_trace::failure::Evidence;

/// The objects that the failure is about, as far as the evidence or the steps say it.
pub(super) fn focus(execution: &Execution) -> BTreeSet<usize> {
    let named = |name: &str| execution.objects.iter().position(|info| info.name == name && !is_an_end(info.kind));
    let of_steps =
        |steps: &[usize]| steps.iter().filter_map(|at| execution.events[*at].object).collect::<BTreeSet<_>>();
    let mut focus = match execution.failure.as_ref().map(|failure| &failure.evidence) {
        Some(Evidence::Waits { actors, cycle, .. }) => {
            let concerned = actors.iter().filter(|state| cycle.is_empty() || cycle.contains(&state.actor));
            let names = concerned.flat_map(|state| {
                state.waits.iter().map(|waits| &waits.object).chain(state.holds.iter().map(|held| &held.object))
            });
            names.filter_map(|name| named(name)).collect()
        }
        Some(Evidence::Race { object, .. }) => named(object).into_iter().collect(),
        Some(Evidence::Lasso { waits, .. }) => {
            let round = lasso_of(execution);
            let events = round.map(|round| round.events(execution)).unwrap_or_default();
            let wanted = waits.iter().filter_map(|state| named(&state.waits.as_ref()?.object));
            events.iter().filter_map(|event| event.object).chain(wanted).collect()
        }
        _ => BTreeSet::new(),
    };
    focus.extend(of_steps(&told_steps(execution)));
    focus.retain(|object| execution.objects.get(*object).is_some_and(|info| !is_an_end(info.kind)));
    focus
}

/// Whether it stands for an actor: those have columns of their own.
fn is_an_end(kind: ObjectKind) -> bool {
    matches!(kind, ObjectKind::Thread | ObjectKind::Process | ObjectKind::Token | ObjectKind::Turns)
}
