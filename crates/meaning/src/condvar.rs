//! A condition variable has actors that wait, and notifications that nobody has used yet.
//!
//! To wait is to be entered among the waiters, in the same step that gives up the mutex, and then to wake: for that a
//! notification is needed, or time that may be over at any moment, or no reason at all where that is allowed. `notify_one`
//! makes one notification, for whichever of those that wait now wakes first; `notify_all` one for each of them. Where nobody
//! waits, nothing is kept.

use smallvec::{SmallVec, smallvec};

use super::{Actors, Effect, Way};
use crate::operation::{Action, ActorId, Operation};
use racecourse_trace::exploration::Remark;

pub(super) fn way(notified: &[Actors], me: ActorId, op: &Operation) -> Option<Way> {
    match op.action {
        Action::Wake { timed } if !notified.iter().any(|may| may.contains(&me)) => timed.then_some(Way::Refused),
        _ => Some(Way::Done),
    }
}

pub(super) fn take(
    waiters: &mut Actors,
    notified: &mut SmallVec<[Actors; 1]>,
    me: ActorId,
    op: &Operation,
    way: Way,
) -> Effect {
    match op.action {
        Action::Wait => {
            waiters.push(me);
            Effect::DONE.remark(Remark::ReleasesLock)
        }
        Action::Wake { timed } => {
            // The oldest that I may use: fewest others may use it too.
            if let Some(mine) = notified.iter().position(|may| may.contains(&me)) {
                notified.remove(mine);
            }
            waiters.retain(|waiter| *waiter != me);
            notified.iter_mut().for_each(|may| may.retain(|waiter| *waiter != me));
            notified.retain(|may| !may.is_empty());
            let remark = match (way, timed) {
                (Way::Done, _) => Remark::Notified,
                (_, true) => Remark::TimedOut,
                (_, false) => Remark::Spurious,
            };
            Effect { changed: true, ..Effect::of(way).remark(remark) }
        }
        action => {
            let nobody = waiters.is_empty();
            let before = notified.len();
            let replaced = action == Action::NotifyAll && before > 0;
            if action == Action::NotifyAll {
                *notified = waiters.iter().map(|waiter| smallvec![*waiter]).collect();
            } else if notified.len() < waiters.len() {
                // Which of them wakes is decided when one does.
                notified.push(waiters.clone());
            }
            let changed = replaced || notified.len() > before;
            Effect { changed, ..Effect::DONE.remark(if nobody { Remark::NobodyWaits } else { Remark::Nothing }) }
        }
    }
}
