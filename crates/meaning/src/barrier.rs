//! A barrier lets a number of actors go on together.
//!
//! Who arrives and is not the last waits until it is released; the last releases all that have arrived, waits for nobody,
//! and is the leader. The next round begins at once, while those of the last one are still leaving.

use super::{Actors, Effect, Way};
use crate::operation::{Action, ActorId, Operation};
use racecourse_trace::exploration::Remark;

pub(super) fn way(size: usize, arrived: &[ActorId], released: &[ActorId], me: ActorId, op: &Operation) -> Option<Way> {
    match op.action {
        Action::Leave => released.contains(&me).then_some(Way::Done),
        _ if arrived.len() + 1 < size => Some(Way::Refused),
        _ => Some(Way::Done),
    }
}

pub(super) fn take(arrived: &mut Actors, released: &mut Actors, me: ActorId, op: &Operation, way: Way) -> Effect {
    match (op.action, way) {
        (Action::Leave, _) => {
            released.retain(|other| *other != me);
            Effect::ACQUIRES
        }
        (_, Way::Done) => {
            released.extend(arrived.drain(..));
            Effect { releases: true, ..Effect::ACQUIRES.remark(Remark::Last) }
        }
        _ => {
            arrived.push(me);
            Effect { releases: true, changed: true, ..Effect::of(way) }
        }
    }
}
