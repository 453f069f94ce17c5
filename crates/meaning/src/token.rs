//! The token of an actor that parks: there or not. `park` waits for it and uses it up; `unpark` puts it there, once.

use super::{Effect, Way};
use crate::operation::{Action, Operation};
use racecourse_trace::exploration::Remark;

pub(super) fn way(set: bool, op: &Operation) -> Option<Way> {
    match op.action {
        Action::Park { timed } if !set => timed.then_some(Way::Refused),
        _ => Some(Way::Done),
    }
}

pub(super) fn take(set: &mut bool, op: &Operation, way: Way) -> Effect {
    match op.action {
        Action::Park { .. } => {
            *set = false;
            let remark = if way == Way::Done { Remark::Unparked } else { Remark::Spurious };
            Effect { acquires: true, ..Effect::of(way).remark(remark) }
        }
        _ => {
            let changed = !std::mem::replace(set, true);
            Effect { changed, ..Effect::RELEASES }
        }
    }
}
