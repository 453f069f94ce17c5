//! The end of a thread: it is there once, and from then on.
//!
//! `join` waits until the thread has ended, and comes after all that it did. To ask whether it has ended waits for nothing, and
//! orders nothing. That it ends is no step of its own, but comes with its last one, or with the end of the last that it waits
//! for.

use super::{Effect, Way};
use crate::operation::{Action, Operation};

pub(super) fn way(finished: bool, op: &Operation) -> Option<Way> {
    match op.action {
        Action::Join => finished.then_some(Way::Done),
        Action::IsFinished if !finished => Some(Way::Refused),
        _ => Some(Way::Done),
    }
}

pub(super) fn take(finished: &mut bool, op: &Operation, way: Way) -> Effect {
    match op.action {
        Action::Join => Effect { changed: false, ..Effect::ACQUIRES },
        Action::IsFinished => Effect { changed: false, ..Effect::of(way) },
        _ => Effect { changed: !std::mem::replace(finished, true), ..Effect::RELEASES },
    }
}
