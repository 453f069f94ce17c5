//! Which step of one execution is which of another one.

use racecourse_kernel::transcript::Entry;
use racecourse_meaning::{Action, ActorId, Operation};

/// A step of an execution: who does what, and how often that one had done the same before.
///
/// What ends something that was begun by another step, and need not come at all, is told by the how-manieth beginning it belongs
/// to: who comes last to a barrier has nothing to wait for, so its second wait there may be its first.
#[derive(Clone, Copy)]
pub(super) struct Which {
    actor: ActorId,
    op: Operation,
    /// How often its actor had begun it.
    begun: usize,
    /// How often it had done the same since.
    again: usize,
}

impl Which {
    /// The step of `actor` that is recorded at this place, or that would be if it were taken there.
    pub(super) fn at(entries: &[Entry], place: usize, actor: ActorId, op: Operation) -> Self {
        let mut which = Self { actor, op, begun: 0, again: 0 };
        (which.begun, which.again) = which.counted(&entries[..place.min(entries.len())]);
        which
    }

    /// The step that is recorded there, if it is one of `actor`: what is chosen may be told of by another name.
    pub(super) fn recorded(entries: &[Entry], place: usize, actor: ActorId) -> Option<Self> {
        let entry = entries.get(place).filter(|entry| entry.actor == actor)?;
        Some(Self::at(entries, place, actor, entry.op))
    }

    /// Whether this is done there, at the same place in the program.
    fn is(&self, action: Action, entry: &Entry) -> bool {
        let at = |op: &Operation| (op.object(), std::ptr::from_ref(op.site));
        self.actor == entry.actor && entry.op.action == action && at(&self.op) == at(&entry.op)
    }

    /// How often its actor has begun it in these, and done it since.
    fn counted(&self, entries: &[Entry]) -> (usize, usize) {
        entries.iter().fold((0, 0), |counted, entry| self.and(counted, entry))
    }

    fn and(&self, (begun, again): (usize, usize), entry: &Entry) -> (usize, usize) {
        match beginning(self.op.action) {
            Some(action) if self.is(action, entry) => (begun + 1, 0),
            _ => (begun, again + usize::from(self.is(self.op.action, entry))),
        }
    }

    /// Where it is among these.
    pub(super) fn place_in(&self, entries: &[Entry]) -> Option<usize> {
        let mut counted = (0, 0);
        entries.iter().position(|entry| {
            let before = counted;
            counted = self.and(before, entry);
            before == (self.begun, self.again) && self.is(self.op.action, entry)
        })
    }
}

/// The step without which there is none with this action.
const fn beginning(action: Action) -> Option<Action> {
    match action {
        Action::Leave => Some(Action::Arrive),
        Action::Wake { .. } => Some(Action::Wait),
        Action::WriteLock => Some(Action::QueueWriter),
        Action::Taken => Some(Action::Send),
        Action::Receive { .. } => Some(Action::Offer),
        Action::Granted => Some(Action::Request),
        _ => None,
    }
}
