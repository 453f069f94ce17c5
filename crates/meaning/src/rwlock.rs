//! A read-write lock belongs to one writer, to any number of readers, or to nobody.
//!
//! A writer that finds it taken first joins the queue, which is a step, and then waits until nobody has it. A reader waits
//! while there is a writer, in the lock or in the queue: so writers do not starve, and one that reads twice can block
//! itself. Among writers that wait, and among readers, there is no order.

use super::{Actors, Effect, Way};
use crate::operation::{Action, ActorId, Operation};
use racecourse_trace::exploration::Remark;

pub(super) fn way(writer: Option<ActorId>, readers: &[ActorId], queue: &[ActorId], op: &Operation) -> Option<Way> {
    let free_to_read = writer.is_none() && queue.is_empty();
    let free_to_write = writer.is_none() && readers.is_empty();
    match op.action {
        Action::ReadLock => free_to_read.then_some(Way::Done),
        Action::WriteLock => free_to_write.then_some(Way::Done),
        Action::TryReadLock if !free_to_read => Some(Way::Refused),
        Action::TryWriteLock | Action::QueueWriter if !free_to_write => Some(Way::Refused),
        _ => Some(Way::Done),
    }
}

pub(super) fn take(
    writer: &mut Option<ActorId>,
    readers: &mut Actors,
    queue: &mut Actors,
    me: ActorId,
    op: &Operation,
    way: Way,
) -> Effect {
    match (op.action, way) {
        (Action::ReadLock | Action::TryReadLock, Way::Done) => {
            readers.push(me);
            Effect::TAKES.remark(if op.action == Action::TryReadLock { Remark::Succeeds } else { Remark::Nothing })
        }
        (Action::WriteLock | Action::TryWriteLock | Action::QueueWriter, Way::Done) => {
            queue.retain(|queued| *queued != me);
            *writer = Some(me);
            Effect::TAKES.remark(if op.action == Action::WriteLock { Remark::Nothing } else { Remark::Succeeds })
        }
        (Action::QueueWriter, _) => {
            queue.push(me);
            Effect { changed: true, ..Effect::of(Way::Refused) }
        }
        (Action::ReadUnlock, _) => {
            // A guard may have been sent to another actor, which then has no entry of its own.
            let mine = readers.iter().position(|reader| *reader == me);
            if let Some(at) = mine.or(readers.len().checked_sub(1)) {
                readers.remove(at);
            }
            Effect::LETS_GO
        }
        (Action::WriteUnlock, _) => {
            *writer = None;
            Effect::LETS_GO
        }
        _ => Effect::of(Way::Refused).remark(Remark::Busy),
    }
}
