//! The end of a thread: it is there once, and from then on.
//!
//! `join` waits until the thread has ended, and comes after all that it did. To ask whether it has ended waits for nothing, and
//! orders nothing: the answer is yes as soon as its function has returned, while what it has for itself may still be dropped. Where
//! somebody asks, that it returns is a step of its own; where nobody does, it comes with its last step, or with the end of the last
//! that it waits for.
//!
//! Where the ends of threads are counted among the steps, as in an execution graph, the whole end is a step too, a `Finish` with the
//! amount [`ALTOGETHER`]; and a scenario that returns while threads are left finds out one by one whether they have ended.

use super::{Effect, Way};
use crate::operation::{Action, Operation};

/// The amount of a `Finish` after which nothing of the thread is left, what it had for itself included.
pub const ALTOGETHER: usize = 1;

pub(super) fn way(returned: bool, finished: bool, op: &Operation) -> Option<Way> {
    match op.action {
        Action::Join => finished.then_some(Way::Done),
        Action::IsFinished if !(returned || finished) => Some(Way::Refused),
        Action::Return if !finished => Some(Way::Refused),
        _ => Some(Way::Done),
    }
}

pub(super) fn take(returned: &mut bool, finished: &mut bool, op: &Operation, way: Way) -> Effect {
    match op.action {
        Action::Join => Effect { changed: false, ..Effect::ACQUIRES },
        Action::IsFinished | Action::Return => Effect { changed: false, ..Effect::of(way) },
        Action::Finish if op.count() == ALTOGETHER => {
            let changed = !(*returned && *finished);
            (*returned, *finished) = (true, true);
            Effect { changed, ..Effect::DONE }
        }
        _ => Effect { changed: !std::mem::replace(returned, true), ..Effect::DONE },
    }
}
