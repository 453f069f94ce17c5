//! The steps that decide how an execution ends.

use std::collections::BTreeMap;

use super::alternative::{Alternative, alternatives};
use super::reason::{Mark, is_old, reason};
use super::state::is_the_wait;
use racecourse_trace::exploration::{Event, Execution, ObjectKind, OddStep, Oddity, Verb};
use racecourse_trace::failure::{Access, ActorState, Cause, Evidence, Failure, FailureKind};

/// Where no pattern has a name, so many orders are marked.
const MOST_ORDERS: usize = 3;

/// The steps that decide how `execution` ends, by index, with a remark each.
///
/// Only patterns that can be read off the steps themselves are named; where there is none, nothing is marked.
pub fn decisive_steps(execution: &Execution) -> BTreeMap<usize, Mark> {
    let mut marks = BTreeMap::new();
    if let Some(failure) = &execution.failure {
        match &failure.evidence {
            Evidence::Waits { actors, cycle, .. } if failure.kind != FailureKind::Leak => {
                blocked(execution, actors, cycle, &mut marks);
            }
            Evidence::Race { first, second, .. } => race(execution, first, second, &mut marks),
            Evidence::Bypass { actor, overtaken, bound, .. } => {
                overtaking(execution, actor, *overtaken, *bound, &mut marks);
            }
            Evidence::Lasso { stem, round, .. } if failure.kind == FailureKind::Spin => {
                let looks =
                    (*stem..stem + round).find(|at| execution.events.get(*at).is_some_and(|e| e.read.is_some()));
                marks.extend(looks.map(|at| (at, Mark::new("the same again and again"))));
            }
            _ => {}
        }
        if failure.kind == FailureKind::Panic {
            // An earlier one may have been caught, or joined, and is not why the program gave up.
            let place = match &failure.cause {
                Cause::Panicked { at, .. } => at.as_ref(),
                _ => None,
            };
            let is_it = |event: &Event| event.action == Verb::Panic && place.is_none_or(|place| event.site == *place);
            let panics = execution.events.iter().rposition(is_it);
            marks.extend(panics.map(|at| (at, Mark::new("gives up here"))));
        }
    }
    // A reason says more than that somebody waits.
    if let Some(reason) = reason(execution) {
        marks.extend(reason.marks(execution));
    }
    for OddStep { step, oddity, newer, .. } in execution.odd.iter().flatten() {
        let mark = match oddity {
            Oddity::Stale => is_old(execution, *newer),
            Oddity::Late => Mark::about("counts as if it came before {}", *newer),
        };
        marks.entry(*step).or_insert(mark);
    }
    let is_round = |failure: &Failure| matches!(failure.evidence, Evidence::Lasso { .. });
    if marks.is_empty() && !execution.failure.as_ref().is_some_and(is_round) {
        let orders = alternatives(execution).into_iter().filter_map(|(it, _)| match it {
            Alternative::Reversed { first, second } => Some((second, Mark::about("decides: after {}", first))),
            _ => None,
        });
        marks.extend(orders.take(MOST_ORDERS));
    }
    marks
}

/// The steps that are never completed.
fn blocked(execution: &Execution, actors: &[ActorState], cycle: &[String], marks: &mut BTreeMap<usize, Mark>) {
    // Where there is no circle, somebody who merely waits for the others to end is not the one to look at.
    let joins = |state: &ActorState| state.waits.as_ref().is_none_or(|waits| waits.action == Verb::Join);
    let only_joins = actors.iter().all(joins);
    let concerned = |state: &&ActorState| match cycle.is_empty() {
        true => only_joins || !joins(state),
        false => cycle.contains(&state.actor),
    };
    for state in actors.iter().filter(concerned) {
        let Some(waits) = &state.waits else { continue };
        let last = execution.events.iter().rposition(|event| execution.name_of(event) == state.actor);
        if let Some(at) = last.filter(|at| is_the_wait(&execution.events[*at], waits)) {
            let text = if waits.action == Verb::Wait { "sleeps for ever" } else { "waits for ever" };
            marks.insert(at, Mark::new(text));
        }
    }
}

/// The two accesses of a data race.
fn race(execution: &Execution, first: &Access, second: &Access, marks: &mut BTreeMap<usize, Mark>) {
    let find = |access: &Access, before: usize| {
        let is_it = |event: &Event| event.site == access.site && execution.name_of(event) == access.actor;
        if let Some(step) = access.step {
            return Some(step).filter(|step| execution.events.get(*step).is_some_and(is_it));
        }
        // Whoever has found it does not say which step it is: the last of its kind there.
        let is_cell = |event: &Event| {
            let object = event.object.and_then(|object| execution.objects.get(object));
            object.is_some_and(|object| object.kind == ObjectKind::Cell) && event.action == access.action
        };
        execution.events[..before].iter().rposition(|event| is_it(event) && is_cell(event))
    };
    let Some(later) = find(second, execution.events.len()) else { return };
    marks.insert(later, Mark::new("second access"));
    if let Some(earlier) = find(first, later) {
        marks.insert(earlier, Mark::new("first access"));
        marks.insert(later, Mark::about("nothing orders it after {}", earlier));
    }
}

/// Where an actor asks for its turn, and the turns of others before it gets one.
fn overtaking(execution: &Execution, actor: &str, overtaken: usize, bound: usize, marks: &mut BTreeMap<usize, Mark>) {
    let own = |event: &Event| execution.name_of(event) == actor;
    let asks = execution.events.iter().rposition(|event| own(event) && event.action == Verb::Request);
    let Some(asks) = asks else {
        let acts = |event: &Event| own(event) && !matches!(event.action, Verb::Spawn | Verb::Join);
        let at = execution.events.iter().position(acts);
        marks.extend(at.map(|at| (at, Mark::new(format!("{actor} is overtaken {overtaken} times from here on")))));
        return;
    };
    marks.insert(asks, Mark::new("waits for its turn from here on"));
    let later = execution.events.iter().enumerate().skip(asks + 1);
    let turns: Vec<usize> = later
        .filter(|(_, event)| !own(event) && event.action == Verb::Granted)
        .map(|(at, _)| at)
        .take(overtaken)
        .collect();
    for (n, at) in turns.iter().enumerate() {
        // The first shows what overtaking is, the last that it was one too many.
        if n == 0 || n + 1 == turns.len() || turns.len() <= 3 {
            let promised = if n + 1 > bound { format!(", {bound} promised") } else { String::new() };
            marks.insert(*at, Mark::new(format!("overtakes {actor}: {}{promised}", n + 1)));
        }
    }
}
