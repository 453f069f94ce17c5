//! What an execution is made of.

use racecourse_meaning::{Action, ActorId, End, ObjectId, Operation, Order, ProcessId};

use super::Clock;

/// An event by its place: whose it is, and as the how-manieth of that actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spot {
    actor: u16,
    index: u16,
}

impl Spot {
    /// The event of `actor` before which it has `index` others.
    ///
    /// # Panics
    ///
    /// If one of the numbers needs more than 16 bits.
    #[inline]
    pub fn new(actor: ActorId, index: usize) -> Self {
        let short = |number: usize| u16::try_from(number).expect("a graph has fewer actors and events than that");
        Self { actor: short(actor), index: short(index) }
    }

    /// Whose it is.
    #[inline]
    pub const fn actor(self) -> ActorId {
        self.actor as ActorId
    }

    /// How many events its actor has before it.
    #[inline]
    pub const fn index(self) -> usize {
        self.index as usize
    }
}

/// What an actor asks for next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// The step.
    pub op: Operation,
    /// The process that the actor is part of.
    pub process: ProcessId,
    /// Whether it is an exchange that may fail although it finds what it expects.
    pub weak: bool,
    /// Whether it may go on without what it waits for, for no reason.
    pub spurious: bool,
    /// What it waits for is anything but this value: it has found it before, and would only come back to find it again. Of who takes a
    /// lock, anything with another version ([`version_of`]).
    pub refuses: Option<u64>,
    /// Whether it gives up a lock under which something may have been changed: the state that it leaves has another version then.
    pub changes: bool,
    /// It is no step: the channel that it is on has an end more of this kind. Who has one can have made two at once.
    pub opens: Option<End>,
    /// So many reads of the actor, up to this one, are a round of looking that would begin anew.
    pub round: u16,
    /// Whether it is only asked for if nobody else can go on.
    pub last: bool,
}

impl Request {
    /// A step of an actor of the first process that waits for nothing but what the step itself has to wait for.
    pub const fn new(op: Operation) -> Self {
        Self {
            op,
            process: 0,
            weak: false,
            spurious: false,
            refuses: None,
            changes: false,
            opens: None,
            round: 1,
            last: false,
        }
    }
}

/// The state of a lock has a number, and a version in the upper half of the word: how often it has been given up when something may have
/// been changed under it. Who finds it with the same version finds all that it guards as it was.
pub const fn version_of(value: u64) -> u64 {
    value >> 32
}

/// The number of a state without its version.
pub(crate) const fn number_of(value: u64) -> u64 {
    value & 0xffff_ffff
}

/// Whether such a step waits for a lock, and takes it.
pub const fn takes_lock(action: Action) -> bool {
    matches!(action, Action::Lock | Action::ReadLock | Action::WriteLock)
}

/// Whether such a step gives a lock back.
pub const fn gives_back_lock(action: Action) -> bool {
    matches!(action, Action::Unlock | Action::ReadUnlock | Action::WriteUnlock)
}

impl Request {
    /// Whether it waits for something else than `found`, whatever the step itself would make of that.
    pub(crate) fn refuses(&self, found: u64) -> bool {
        let is_same =
            |refused: u64| refused == found || takes_lock(self.op.action) && version_of(refused) == version_of(found);
        self.refuses.is_some_and(is_same)
    }
}

/// What kind of event it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Reads an atomic, or the state of an object.
    Read,
    /// Writes it.
    Write,
    /// A fence.
    Fence,
    /// Reads plain memory.
    PlainRead,
    /// Writes plain memory.
    PlainWrite,
    /// Starts this actor.
    Spawn(u16),
    /// Comes after the end of this actor.
    Join(u16),
    /// Makes another end of a channel or a pipe.
    Opens(End),
    /// The process of its actor ends.
    Ends,
}

/// One event of an execution. A read-modify-write is two of them, a read and a write that follows it.
#[derive(Clone, Debug)]
pub struct Event {
    /// What it does.
    pub kind: Kind,
    /// What its actor asked for.
    pub request: Request,
    /// How it orders. That of a read-modify-write depends on whether it fails.
    pub order: Order,
    /// What it reads or writes: the word of an atomic, the number of a state, the value that plain memory had.
    pub value: u64,
    /// What a read reads: `None` is what was there at first.
    pub reads: Option<Spot>,
    /// Whether it is the write of a read-modify-write, whose read is the event before it.
    pub exclusive: bool,
    /// Whether it is a read that waits: it has found what it cannot go on with, and so far nothing came after that.
    pub blocked: bool,
    /// Whether it came to what it came to by a choice that was not the first: it has failed, or woken, for no reason.
    pub by_choice: bool,
    /// The write that came later than this read and that it reads nevertheless.
    pub(crate) revisited_by: Option<Spot>,
    /// Grows with every event that is added.
    pub(crate) stamp: u32,
    pub(crate) row: Row,
}

/// What comes before an event, itself included.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    /// By program order and by what is read.
    pub(crate) causes: Clock,
    /// What happens before it.
    pub(crate) happens: Clock,
    /// Of a write: what whoever acquires from it comes after.
    pub(crate) publishes: Clock,
    /// What an acquire fence that followed here would come after.
    pub(crate) seen: Clock,
    /// What a relaxed write that followed here would publish, because of a release fence.
    pub(crate) fenced: Clock,
}

impl Event {
    /// What comes before it by program order and by what is read, itself included: what it could depend on.
    pub const fn causes(&self) -> &Clock {
        &self.row.causes
    }

    /// What happens before it, itself included.
    pub const fn happens_after(&self) -> &Clock {
        &self.row.happens
    }

    /// The object that it is on.
    #[inline]
    pub fn object(&self) -> Option<ObjectId> {
        match self.kind {
            Kind::Fence | Kind::Spawn(_) | Kind::Join(_) | Kind::Opens(_) | Kind::Ends => None,
            _ => self.request.op.object(),
        }
    }

    /// Whether it reads or writes an atomic or the state of an object, and not plain memory.
    #[inline]
    pub const fn is_access(&self) -> bool {
        matches!(self.kind, Kind::Read | Kind::Write)
    }

    /// Whether it takes part in the order of all sequentially consistent operations.
    #[inline]
    pub fn is_sequentially_consistent(&self) -> bool {
        let takes_part = self.is_access() || self.kind == Kind::Fence;
        takes_part && !self.blocked && self.order == Order::SeqCst
    }
}
