//! A semaphore has a number of permits left.
//!
//! `acquire` waits while there is none; whoever comes first takes one, in no order. `try_acquire` is refused instead.
//! `release` adds one, whether the actor had taken one or not. Who holds permits is known only for reports.

use super::{Actors, Effect, Way};
use crate::operation::{Action, ActorId, Operation};
use racecourse_trace::exploration::Remark;

pub(super) fn way(permits: usize, op: &Operation) -> Option<Way> {
    match op.action {
        Action::Acquire => (permits > 0).then_some(Way::Done),
        Action::TryAcquire if permits == 0 => Some(Way::Refused),
        _ => Some(Way::Done),
    }
}

pub(super) fn take(permits: &mut usize, holders: &mut Actors, me: ActorId, op: &Operation, way: Way) -> Effect {
    match (op.action, way) {
        (Action::Acquire | Action::TryAcquire, Way::Done) => {
            *permits -= 1;
            holders.push(me);
            Effect::TAKES.remark(if op.action == Action::TryAcquire { Remark::Succeeds } else { Remark::Nothing })
        }
        (Action::Acquire | Action::TryAcquire, _) => Effect::of(Way::Refused).remark(Remark::NoneLeft),
        _ => {
            *permits += 1;
            if let Some(at) = holders.iter().position(|holder| *holder == me) {
                holders.remove(at);
            }
            Effect::LETS_GO
        }
    }
}
