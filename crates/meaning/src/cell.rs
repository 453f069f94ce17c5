//! Plain memory has a value, and every step on it is possible at any time. That two accesses which nothing orders are a data
//! race is not its own doing: it is seen from the order of all steps (`kernel::order`).

use super::Effect;
use crate::operation::{Action, Operation};

pub(super) fn take(value: &mut u64, op: &Operation) -> Effect {
    let before = std::mem::replace(value, if op.action == Action::CellWrite { op.operands[0] } else { *value });
    Effect { number: before, changed: *value != before, ..Effect::DONE }
}
