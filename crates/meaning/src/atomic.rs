//! An atomic has a value. Every step on it is possible at any time, and whole.
//!
//! A load is answered with the value. A store replaces it. A read-modify-write is answered with the value before, and puts
//! what it makes of that in its place; numbers wrap around. An exchange that finds another value than it expects changes
//! nothing, and is refused.
//!
//! That is the meaning under sequential consistency. Which earlier value a load may read under a weaker one is the search's
//! business: it says what was found, and the rest is as here.

use super::word::Word;
use super::{Effect, Way};
use crate::operation::{Action, Operation, Update};
use racecourse_trace::exploration::Remark;

pub(super) fn way(value: u64, op: &Operation) -> Way {
    if op.expected().is_some_and(|expected| expected != value) { Way::Refused } else { Way::Done }
}

pub(super) fn take(word: Word, value: &mut u64, op: &Operation, way: Way) -> Effect {
    let before = *value;
    let [first, second] = op.operands;
    let found = Effect { number: before, changed: false, remark: Remark::Order(op.order), ..Effect::of(way) };
    let after = match op.action {
        Action::Load => return found,
        Action::Update(update) if update.is_exchange() && way != Way::Done => return found.remark(Remark::Fails),
        Action::Update(update) => match update {
            Update::Swap => first,
            Update::Add => before.wrapping_add(first),
            Update::Sub => before.wrapping_sub(first),
            Update::And => before & first,
            Update::Or => before | first,
            Update::Xor => before ^ first,
            Update::Max => word.max(before, first),
            Update::Min => word.min(before, first),
            Update::CompareExchange | Update::WeakExchange => second,
        },
        _ => first,
    };
    *value = word.wrap(after);
    Effect { changed: *value != before, ..found }
}
