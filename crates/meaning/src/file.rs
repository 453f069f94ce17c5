//! A lock on a file, and a file that is a lock by being there.
//!
//! A file lock belongs to an actor of a process; when that process ends, however it ends, the system gives it up. A file
//! stays until somebody removes it.

use super::{Effect, Way, Who};
use crate::operation::{Action, ActorId, Operation, ProcessId};
use racecourse_trace::exploration::Remark;

pub(super) fn way_of_lock(owner: Option<(ProcessId, ActorId)>, op: &Operation) -> Option<Way> {
    match (op.action, owner) {
        (Action::FileLock, Some(_)) => None,
        (Action::FileTryLock, Some(_)) => Some(Way::Refused),
        // The lock of a killed process was given up by the system, and may be another's by now.
        _ => Some(Way::Done),
    }
}

pub(super) fn take_lock(owner: &mut Option<(ProcessId, ActorId)>, who: Who, op: &Operation, way: Way) -> Effect {
    match (op.action, way) {
        (Action::FileLock | Action::FileTryLock, Way::Done) => {
            *owner = Some((who.process, who.actor));
            Effect::TAKES.remark(if op.action == Action::FileTryLock { Remark::Succeeds } else { Remark::Nothing })
        }
        (Action::FileLock | Action::FileTryLock, _) => Effect::of(Way::Refused).remark(Remark::Busy),
        (Action::Exit | Action::Bury, _) if owner.is_some_and(|(process, _)| process == who.process) => {
            *owner = None;
            Effect::LETS_GO
        }
        _ if owner.is_some_and(|(_, actor)| actor == who.actor) => {
            *owner = None;
            Effect::LETS_GO
        }
        _ => Effect { changed: false, ..Effect::DONE },
    }
}

pub(super) fn way(exists: bool, op: &Operation) -> Option<Way> {
    let refused = match op.action {
        Action::Create => exists,
        Action::Remove | Action::Exists => !exists,
        _ => false,
    };
    Some(if refused { Way::Refused } else { Way::Done })
}

pub(super) fn take(exists: &mut bool, op: &Operation, way: Way) -> Effect {
    match (op.action, way) {
        (Action::Create, Way::Done) => {
            *exists = true;
            Effect::TAKES.remark(Remark::Succeeds)
        }
        (Action::Create, _) => Effect { acquires: true, ..Effect::of(way).remark(Remark::Exists) },
        (Action::Exists, _) => Effect { acquires: true, changed: false, ..Effect::of(way) },
        _ => {
            *exists = false;
            Effect { way, changed: way == Way::Done, ..Effect::LETS_GO }
        }
    }
}
