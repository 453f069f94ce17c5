//! The end of a thread: it is there once, and from then on.
//!
//! `join` waits until the thread has ended, and comes after all that it did. That it ends is no step: nobody can tell when
//! it was but by joining.

use super::{Effect, Way};
use crate::operation::{Action, Operation};

pub(super) fn way(finished: bool, op: &Operation) -> Option<Way> {
    (finished || op.action != Action::Join).then_some(Way::Done)
}

pub(super) fn take(finished: &mut bool, op: &Operation) -> Effect {
    match op.action {
        Action::Join => Effect { changed: false, ..Effect::ACQUIRES },
        _ => Effect { changed: !std::mem::replace(finished, true), ..Effect::RELEASES },
    }
}
