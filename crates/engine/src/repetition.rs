//! Whether a program does the same when its choices are the same.
//!
//! A search of our own sees to it by itself. Those of others do not look, and would call what they come to a result: so before
//! they begin, the program follows what comes by default, twice.

use super::explorer::not_deterministic;
use super::replay::follow;
use super::standstill::has_been_blocked_outside;
use super::{EngineId, Program};
use racecourse_kernel::made::is_about_what_is_kept;
use racecourse_trace::budget::Budget;
use racecourse_trace::exploration::{Coverage, Event, Execution, Exploration, Reason};
use racecourse_trace::failure::{Cause, FailureKind};
use racecourse_trace::schedule::Schedule;

/// What is to be said of a program that does not repeat itself, in place of what `engine` would find.
pub(crate) fn refusal(program: &Program, engine: EngineId, budget: &Budget) -> Option<Exploration> {
    let interrupted = |reason| Exploration::new(engine, Coverage::Interrupted { executions: 0, reason });
    let once = || follow(program, &Schedule::default(), budget).ok().map(|followed| followed.execution);
    let first = once();
    let second = if has_been_blocked_outside() { None } else { once() };
    if has_been_blocked_outside() {
        return Some(interrupted(Reason::DoesNotRepeat));
    }
    let cause = difference(&first?, &second?)?;
    let mut exploration = interrupted(Reason::DoesNotRepeat);
    exploration.observations.insert(FailureKind::NotDeterministic.label().to_owned(), not_deterministic(cause));
    Some(exploration)
}

/// In what the second execution differs from the first: in what some actor did, or in what came of it.
fn difference(first: &Execution, second: &Execution) -> Option<Cause> {
    // What is made outside of executions has a clear word of its own, which each engine comes to.
    let failed_by = second.failure.as_ref().map(|failure| &failure.cause);
    if matches!(failed_by, Some(Cause::Panicked { said, .. }) if is_about_what_is_kept(said)) {
        return None;
    }
    let own = |of: &'_ Execution, actor: usize| -> Vec<(usize, Event)> {
        of.events.iter().cloned().enumerate().filter(|(_, event)| event.actor == actor).collect()
    };
    let differs = (0..first.actors.len()).find_map(|actor| {
        let (before, now) = (own(first, actor), own(second, actor));
        let other = |((_, before), (_, now)): &(&(usize, Event), &(usize, Event))| {
            (before.action, &before.site) != (now.action, &now.site)
        };
        let ((step, before), (_, now)) = before.iter().zip(&now).find(other)?;
        let told = |event: &Event| (event.action, event.site.clone());
        let actor = first.actors[actor].clone();
        Some(Cause::Differs { actor, step: step + 1, before: told(before), now: Some(told(now)) })
    });
    differs.or_else(|| {
        let (before, now) = (first.label().to_owned(), second.label().to_owned());
        (before != now).then_some(Cause::ComesToOther { before, now })
    })
}
