//! A mutex belongs to one actor or to nobody.
//!
//! `lock` waits while somebody has it, its owner included; whoever comes first after it is free takes it, in no order.
//! `try_lock` is refused instead. To give it up is always possible, for whoever has the guard.

use super::{Effect, Way, Who};
use crate::operation::{Action, ActorId, Operation};
use racecourse_trace::exploration::Remark;

pub(super) fn way(owner: Option<ActorId>, op: &Operation) -> Option<Way> {
    match (op.action, owner) {
        (Action::Lock, Some(_)) => None,
        (Action::TryLock, Some(_)) => Some(Way::Refused),
        _ => Some(Way::Done),
    }
}

pub(super) fn take(owner: &mut Option<ActorId>, who: Who, op: &Operation, way: Way) -> Effect {
    match (op.action, way) {
        (Action::Lock | Action::TryLock, Way::Done) => {
            *owner = Some(who.actor);
            Effect::TAKES.remark(if op.action == Action::TryLock { Remark::Succeeds } else { Remark::Nothing })
        }
        (Action::Lock | Action::TryLock, _) => Effect::of(Way::Refused).remark(Remark::Busy),
        _ => {
            *owner = None;
            Effect::LETS_GO
        }
    }
}
