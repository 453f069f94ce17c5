//! Which step of one execution is which of another one.

use racecourse_kernel::transcript::Entry;
use racecourse_meaning::{ActorId, Operation};

/// A step of an execution: who does what, and how often that one had done the same before.
#[derive(Clone, Copy)]
pub(super) struct Which {
    actor: ActorId,
    op: Operation,
    again: usize,
}

impl Which {
    /// The step of `actor` that is recorded at this place, or that would be if it were taken there.
    pub(super) fn at(entries: &[Entry], place: usize, actor: ActorId, op: Operation) -> Self {
        let mut which = Self { actor, op, again: 0 };
        which.again = entries[..place.min(entries.len())].iter().filter(|entry| which.is_like(entry)).count();
        which
    }

    /// The step that is recorded there, if it is one of `actor`: what is chosen may be told of by another name.
    pub(super) fn recorded(entries: &[Entry], place: usize, actor: ActorId) -> Option<Self> {
        let entry = entries.get(place).filter(|entry| entry.actor == actor)?;
        Some(Self::at(entries, place, actor, entry.op))
    }

    /// Whether the same is done there, at the same place in the program.
    pub(super) fn is_like(&self, entry: &Entry) -> bool {
        let told = |op: &Operation| (op.action, op.object(), std::ptr::from_ref(op.site));
        self.actor == entry.actor && told(&self.op) == told(&entry.op)
    }

    /// Where it is among these.
    pub(super) fn place_in(&self, entries: &[Entry]) -> Option<usize> {
        (0..entries.len()).filter(|at| self.is_like(&entries[*at])).nth(self.again)
    }
}
