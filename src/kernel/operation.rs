//! The steps an actor of a model can take on a shared object.

use std::panic::Location;

use crate::exploration::{Remark, Verb};

/// Index of an actor in its world; `main` is 0.
pub(crate) type ActorId = usize;
/// Index of an object in its world, in order of creation, so that it is the same in every execution.
pub(crate) type ObjectId = usize;
/// Index of a process in its world; the one that runs `main` is 0.
pub(crate) type ProcessId = usize;

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Action {
    Load,
    Store,
    /// A read-modify-write: this one.
    Update(Verb),
    CellRead,
    CellWrite,
    Lock,
    TryLock,
    Unlock,
    ReadLock,
    TryReadLock,
    ReadUnlock,
    /// A writer joins the queue: from here on new readers wait behind it.
    QueueWriter,
    WriteLock,
    TryWriteLock,
    WriteUnlock,
    /// Gives up the mutex and starts to wait, in one step.
    Wait,
    Wake {
        timed: bool,
    },
    NotifyOne,
    NotifyAll,
    Arrive,
    Leave,
    OnceEnter,
    OnceDone,
    Acquire,
    TryAcquire,
    Release,
    Send,
    TrySend,
    /// The sender of a rendezvous waits until its message is taken; `amount` is the message's number.
    Taken,
    /// A receiver of a rendezvous channel says that it is there.
    Offer,
    Receive {
        timed: bool,
    },
    TryReceive,
    CloseSender,
    CloseReceiver,
    Park {
        timed: bool,
    },
    Unpark,
    Yield,
    Sleep,
    Join,
    Exit,
    WaitChild,
    Kill,
    PipeWrite,
    PipeRead,
    PipeClose,
    FileLock,
    FileTryLock,
    FileUnlock,
    Create,
    Remove,
    Exists,
    /// The scenario returns while others are still running.
    Return,
    // Not decision points: only recorded.
    Spawn,
    Fork,
    Fence,
    Panic,
    Progress,
}

impl Action {
    /// What a record of executions calls it.
    pub(crate) const fn verb(self) -> Verb {
        match self {
            Action::Load => Verb::Load,
            Action::Store => Verb::Store,
            Action::Update(verb) => verb,
            Action::CellRead => Verb::Read,
            Action::CellWrite => Verb::Write,
            Action::Lock => Verb::Lock,
            Action::TryLock => Verb::TryLock,
            Action::Unlock => Verb::Unlock,
            Action::ReadLock => Verb::ReadLock,
            Action::TryReadLock => Verb::TryReadLock,
            Action::ReadUnlock => Verb::ReadUnlock,
            Action::QueueWriter => Verb::QueueWriter,
            Action::WriteLock => Verb::WriteLock,
            Action::TryWriteLock => Verb::TryWriteLock,
            Action::WriteUnlock => Verb::WriteUnlock,
            Action::Wait => Verb::Wait,
            Action::Wake { .. } => Verb::Wake,
            Action::NotifyOne => Verb::NotifyOne,
            Action::NotifyAll => Verb::NotifyAll,
            Action::Arrive => Verb::Arrive,
            Action::Leave => Verb::Leave,
            Action::OnceEnter => Verb::OnceEnter,
            Action::OnceDone => Verb::OnceDone,
            Action::Acquire => Verb::Acquire,
            Action::TryAcquire => Verb::TryAcquire,
            Action::Release => Verb::Release,
            Action::Send => Verb::Send,
            Action::TrySend => Verb::TrySend,
            Action::Taken => Verb::HandOver,
            Action::Offer => Verb::Offer,
            Action::Receive { .. } => Verb::Receive,
            Action::TryReceive => Verb::TryReceive,
            Action::CloseSender => Verb::CloseSender,
            Action::CloseReceiver => Verb::CloseReceiver,
            Action::Park { .. } => Verb::Park,
            Action::Unpark => Verb::Unpark,
            Action::Yield => Verb::Yield,
            Action::Sleep => Verb::Sleep,
            Action::Join => Verb::Join,
            Action::Exit => Verb::Exit,
            Action::WaitChild => Verb::WaitFor,
            Action::Kill => Verb::Kill,
            Action::PipeWrite => Verb::Write,
            Action::PipeRead => Verb::Read,
            Action::PipeClose => Verb::Close,
            Action::FileLock => Verb::FileLock,
            Action::FileTryLock => Verb::TryFileLock,
            Action::FileUnlock => Verb::Unlock,
            Action::Create => Verb::Create,
            Action::Remove => Verb::Remove,
            Action::Exists => Verb::Exists,
            Action::Return => Verb::Return,
            Action::Spawn => Verb::Spawn,
            Action::Fork => Verb::Fork,
            Action::Fence => Verb::Fence,
            Action::Panic => Verb::Panic,
            Action::Progress => Verb::Progress,
        }
    }

    /// What it calls waiting to do it.
    pub(crate) const fn waiting_verb(self) -> Verb {
        match self {
            Action::Wake { .. } => Verb::Wait,
            _ => self.verb(),
        }
    }

    /// Whether it leaves its object as it was, so that two such steps commute.
    pub(crate) const fn only_reads(self) -> bool {
        matches!(self, Action::Load | Action::CellRead | Action::Exists)
    }

    /// Whether such a step may have to wait for what others do to its object.
    pub(crate) const fn may_block(self) -> bool {
        matches!(
            self,
            Action::Lock
                | Action::ReadLock
                | Action::WriteLock
                | Action::Wake { timed: false }
                | Action::Leave
                | Action::Acquire
                | Action::OnceEnter
                | Action::Send
                | Action::Taken
                | Action::Receive { timed: false }
                | Action::Park { timed: false }
                | Action::PipeWrite
                | Action::PipeRead
                | Action::FileLock
        )
    }

    /// Whether such a step may leave its object as it was, depending on what it finds.
    pub(crate) const fn may_leave_unchanged(self) -> bool {
        self.only_reads()
            || matches!(
                self,
                Action::Update(_)
                    | Action::TryLock
                    | Action::TryReadLock
                    | Action::TryWriteLock
                    | Action::TryAcquire
                    | Action::TrySend
                    | Action::TryReceive
                    | Action::Receive { timed: true }
                    | Action::Park { timed: true }
                    | Action::FileTryLock
            )
    }

    /// Whether it touches nothing shared: it only lets others go first.
    pub(crate) const fn is_local(self) -> bool {
        matches!(self, Action::Yield | Action::Sleep)
    }

    /// Whether it commutes with every other actor's step from the moment it is possible, so that taking it at once
    /// loses nothing.
    pub(crate) const fn commutes_with_all(self) -> bool {
        matches!(self, Action::Join | Action::WaitChild)
    }

    /// Whether the order in which it is taken can matter, so that it stands in a schedule.
    pub(crate) const fn is_decision(self) -> bool {
        !self.commutes_with_all() && !matches!(self, Action::Yield | Action::Sleep)
    }
}

/// One step: announced before it is taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operation {
    pub(crate) action: Action,
    /// The object; `None` for a step that touches nothing shared, such as `yield`.
    pub(crate) object: Option<ObjectId>,
    /// A second object changed in the same step: the mutex of a condition variable's `wait`.
    pub(crate) also: Option<ObjectId>,
    /// A number the action needs: bytes for a pipe, the message's number for a hand-over.
    pub(crate) amount: usize,
    /// For a compare-exchange, the value it needs to find.
    pub(crate) expected: Option<i128>,
    /// Where the program asked for it.
    pub(crate) site: &'static Location<'static>,
}

impl Operation {
    pub(crate) fn on(action: Action, object: ObjectId, site: &'static Location<'static>) -> Self {
        Self { action, object: Some(object), also: None, amount: 0, expected: None, site }
    }

    pub(crate) fn alone(action: Action, site: &'static Location<'static>) -> Self {
        Self { action, object: None, also: None, amount: 0, expected: None, site }
    }

    pub(crate) fn with(mut self, also: ObjectId) -> Self {
        self.also = Some(also);
        self
    }

    pub(crate) fn amount(mut self, amount: usize) -> Self {
        self.amount = amount;
        self
    }

    pub(crate) fn expecting(mut self, expected: Option<i128>) -> Self {
        self.expected = expected;
        self
    }
}

/// What a step read or wrote, as far as a report shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Value {
    #[default]
    None,
    Int(i128),
    Bool(bool),
    Text(String),
}

impl Value {
    /// The value as a number.
    pub(crate) fn number(&self) -> Option<i128> {
        match self {
            Value::Int(value) => Some(*value),
            Value::Bool(value) => Some(i128::from(*value)),
            Value::None | Value::Text(_) => None,
        }
    }

    /// For the report; `None` if there is nothing to show.
    pub(crate) fn shown(&self) -> Option<String> {
        match self {
            Value::None => None,
            Value::Int(value) => Some(value.to_string()),
            Value::Bool(value) => Some(value.to_string()),
            Value::Text(text) => Some(text.clone()),
        }
    }
}

/// What a step leaves in the record besides itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trace {
    pub(crate) read: Value,
    pub(crate) written: Value,
    /// What is guarded by the lock that the step gives up, or the message that it sends or receives.
    pub(crate) passed: Value,
    pub(crate) remark: Remark,
}

impl Trace {
    /// The same, of a step that passes `value` on, in a lock that it gives up or as a message.
    pub(crate) fn passing(self, value: Value) -> Self {
        Self { passed: value, ..self }
    }

    pub(crate) fn remark(remark: Remark) -> Self {
        Self { remark, ..Self::default() }
    }

    pub(crate) fn read(value: Value) -> Self {
        Self { read: value, ..Self::default() }
    }

    pub(crate) fn written(value: Value) -> Self {
        Self { written: value, ..Self::default() }
    }
}
