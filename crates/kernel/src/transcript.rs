//! What has happened in an execution: every step with what it came to, and what is no step but has a place among them.

use super::shown::Trace;
use racecourse_meaning::{Action, ActorId, Operation, Update};

/// A step that was taken, or a mark that the scenario made.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Who took it.
    pub actor: ActorId,
    /// What it was.
    pub op: Operation,
    /// Whether it did what it is for.
    pub done: bool,
    /// Whether it comes after what was published at the object, and whether it publishes there.
    pub(crate) acquires: bool,
    pub(crate) releases: bool,
}

impl Entry {
    fn is_atomic(&self) -> bool {
        matches!(self.op.action, Action::Load | Action::Store | Action::Update(_))
    }

    /// Whether it leaves something at its object that others find there.
    pub(crate) fn gives(&self) -> bool {
        match self.op.action {
            Action::Load => false,
            Action::Store => true,
            Action::Update(Update::CompareExchange) => self.done,
            Action::Update(_) => true,
            _ => self.releases,
        }
    }

    /// Whether it looks at what others have left at its object.
    pub(crate) fn takes(&self) -> bool {
        match self.op.action {
            Action::Store => false,
            Action::Load | Action::Update(_) => true,
            _ => self.acquires,
        }
    }

    /// Whether it publishes what came before it.
    pub(crate) fn publishes(&self) -> bool {
        if self.is_atomic() { self.op.order.releases() } else { self.releases }
    }

    /// Whether it takes over what was published.
    pub(crate) fn takes_over(&self) -> bool {
        match self.op.action {
            Action::Update(Update::CompareExchange) if !self.done => self.op.on_failure.acquires(),
            _ if self.is_atomic() => self.op.order.acquires(),
            _ => self.acquires,
        }
    }
}

/// What has a place in a transcript and is no entry.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Mark {
    /// An actor has ended.
    Ended(ActorId),
    /// A section with this number begins, or ends.
    Begins(usize),
    Ends(usize),
    /// A lock was taken while others were held; by its number.
    Nested(usize),
}

/// The entries, and if they are kept for a report what each of them shows.
#[derive(Debug, Default)]
pub struct Transcript {
    /// The steps, in the order in which they were taken.
    pub entries: Vec<Entry>,
    pub(super) marks: Vec<(usize, Mark)>,
    /// As many as there are entries, or none.
    pub(super) shown: Vec<Trace>,
    /// How often one actor follows another.
    switches: usize,
}

impl Transcript {
    pub(super) fn clear(&mut self) {
        self.entries.clear();
        self.marks.clear();
        self.shown.clear();
        self.switches = 0;
    }

    pub(super) fn push(&mut self, entry: Entry) {
        self.switches += usize::from(self.entries.last().is_some_and(|last| last.actor != entry.actor));
        self.entries.push(entry);
    }

    pub(super) fn mark(&mut self, mark: Mark) {
        self.marks.push((self.entries.len(), mark));
    }

    /// Marks what the next entry will have done.
    pub(super) fn mark_next(&mut self, mark: Mark) {
        self.marks.push((self.entries.len() + 1, mark));
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Forgets all but the first `entries`.
    pub(super) fn truncate(&mut self, entries: usize) {
        self.entries.truncate(entries);
        self.shown.truncate(entries);
        self.marks.retain(|(place, _)| *place <= entries);
        self.switches = self.entries.windows(2).filter(|pair| pair[0].actor != pair[1].actor).count();
    }

    /// How simple it is to read: how often one actor follows another, and how many entries there are. Less is simpler.
    #[inline]
    pub fn complexity(&self) -> (usize, usize) {
        (self.switches, self.entries.len())
    }
}
