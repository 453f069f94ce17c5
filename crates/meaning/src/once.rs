//! Something that is done once: not done, at work, or done.
//!
//! Whoever enters while another is at work waits. Who enters when it is done is told so, and else does the work. Who leaves
//! says by its operation's number whether the work is done (1) or has panicked (0): then the next one tries.

use super::{Effect, Way};
use crate::operation::{Action, ActorId, Operation};
use racecourse_trace::exploration::Remark;

pub(super) fn way(runner: Option<ActorId>, done: bool, op: &Operation) -> Option<Way> {
    match op.action {
        Action::OnceEnter if runner.is_some() => None,
        Action::OnceEnter if done => Some(Way::Refused),
        Action::Load if !done => Some(Way::Refused),
        _ => Some(Way::Done),
    }
}

pub(super) fn take(runner: &mut Option<ActorId>, done: &mut bool, me: ActorId, op: &Operation, way: Way) -> Effect {
    match (op.action, way) {
        (Action::OnceEnter, Way::Done) => {
            *runner = Some(me);
            Effect::TAKES
        }
        (Action::OnceEnter, _) => Effect { acquires: true, ..Effect::of(way).remark(Remark::AlreadyDone) },
        (Action::Load, Way::Done) => Effect { changed: false, ..Effect::ACQUIRES.remark(Remark::Set) },
        (Action::Load, _) => Effect { acquires: true, ..Effect::of(way).remark(Remark::Empty) },
        _ => {
            *runner = None;
            *done |= op.count() > 0;
            Effect::LETS_GO
        }
    }
}
