//! The steps an actor of a model can take on a shared object.

use std::panic::Location;

use crate::exploration::{ProcessEnd, Remark, Shown, Verb};

pub(crate) use crate::exploration::MemoryOrder as Order;

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
    /// A read-modify-write.
    Update(Update),
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
    /// Asks for a turn, and gets it: steps, where a bound on bypasses is set.
    Request,
    Granted,
    Progress,
}

impl Action {
    /// What a record of executions calls it.
    pub(crate) const fn verb(self) -> Verb {
        match self {
            Action::Load => Verb::Load,
            Action::Store => Verb::Store,
            Action::Update(update) => update.verb(),
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
            Action::Request => Verb::Request,
            Action::Granted => Verb::Granted,
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

/// What a read-modify-write does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Update {
    Swap,
    Add,
    Sub,
    And,
    Or,
    Xor,
    Max,
    Min,
    /// Writes the second operand if it finds the first.
    CompareExchange,
}

impl Update {
    /// What a record of executions calls it.
    const fn verb(self) -> Verb {
        match self {
            Update::Swap => Verb::Swap,
            Update::Add => Verb::FetchAdd,
            Update::Sub => Verb::FetchSub,
            Update::And => Verb::FetchAnd,
            Update::Or => Verb::FetchOr,
            Update::Xor => Verb::FetchXor,
            Update::Max => Verb::FetchMax,
            Update::Min => Verb::FetchMin,
            Update::CompareExchange => Verb::CompareExchange,
        }
    }
}

/// One step: announced before it is taken. All that it means is in here; it is copied freely, so it is small.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Operation {
    pub(crate) action: Action,
    /// Of an access to an atomic. That of an exchange that fails stands beside it.
    pub(crate) order: Order,
    pub(crate) on_failure: Order,
    object: u32,
    /// What it needs besides: the value to write; for an exchange the one to find and the one to write; the second object
    /// of a wait; bytes for a pipe; the number of the message that is handed over.
    pub(crate) operands: [u64; 2],
    /// Where the program asked for it.
    pub(crate) site: &'static Location<'static>,
}

const _: () = assert!(size_of::<Operation>() <= 32, "operations are copied in the engines' inner loops");

/// No object.
const NONE: u32 = u32::MAX;

impl Operation {
    pub(crate) fn on(action: Action, object: ObjectId, site: &'static Location<'static>) -> Self {
        let object = u32::try_from(object).expect("an execution has fewer objects than that");
        Self { object, ..Self::alone(action, site) }
    }

    /// A step that touches nothing shared, such as `yield`.
    pub(crate) const fn alone(action: Action, site: &'static Location<'static>) -> Self {
        let order = Order::SeqCst;
        Self { action, order, on_failure: order, object: NONE, operands: [0; 2], site }
    }

    /// A step on the same object, or on none if it is on none.
    pub(crate) fn on_same(action: Action, object: Option<ObjectId>, site: &'static Location<'static>) -> Self {
        object.map_or(Self::alone(action, site), |object| Self::on(action, object, site))
    }

    /// With a second object that is changed in the same step: the mutex of a condition variable's `wait`.
    pub(crate) fn with(mut self, also: ObjectId) -> Self {
        self.operands[0] = also as u64;
        self
    }

    pub(crate) fn amount(mut self, amount: usize) -> Self {
        self.operands[0] = amount as u64;
        self
    }

    /// With the value to write, or the other operand of an update.
    pub(crate) const fn operand(mut self, operand: u64) -> Self {
        self.operands[0] = operand;
        self
    }

    /// With two of them: the value to find and the one to write, the bytes and whether they may go in pieces.
    pub(crate) const fn both(mut self, first: u64, second: u64) -> Self {
        self.operands = [first, second];
        self
    }

    pub(crate) const fn ordered(mut self, order: Order) -> Self {
        self.order = order;
        self
    }

    pub(crate) const fn or_else(mut self, on_failure: Order) -> Self {
        self.on_failure = on_failure;
        self
    }

    /// The object; `None` for a step that touches nothing shared.
    pub(crate) const fn object(&self) -> Option<ObjectId> {
        if self.object == NONE { None } else { Some(self.object as ObjectId) }
    }

    /// The second object, if there is one.
    pub(crate) const fn also(&self) -> Option<ObjectId> {
        if let Action::Wait = self.action { Some(self.operands[0] as ObjectId) } else { None }
    }

    /// All objects that it is on.
    pub(crate) fn objects(&self) -> impl Iterator<Item = ObjectId> {
        [self.object(), self.also()].into_iter().flatten()
    }

    /// The number that it needs.
    pub(crate) const fn count(&self) -> usize {
        self.operands[0] as usize
    }

    /// For an exchange, the value it needs to find.
    pub(crate) fn expected(&self) -> Option<u64> {
        (self.action == Action::Update(Update::CompareExchange)).then_some(self.operands[0])
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
    /// So many bytes of a pipe.
    Bytes(usize),
    /// So many free permits.
    Permits(usize),
    /// How a process has ended.
    Ended(ProcessEnd),
    /// How a fence orders.
    Order(Order),
}

impl Value {
    /// For the report; `None` if there is nothing to show.
    pub(crate) fn shown(&self) -> Option<Shown> {
        match self {
            Value::Bytes(count) => Some(Shown::Bytes(*count)),
            Value::Permits(count) => Some(Shown::Permits(*count)),
            Value::Ended(end) => Some(Shown::Ended(*end)),
            Value::Order(order) => Some(Shown::Order(*order)),
            _ => self.text().map(Shown::Text),
        }
    }

    /// The same of what the program itself holds, for instance what a lock guards.
    pub(crate) fn text(&self) -> Option<String> {
        match self {
            Value::Int(value) => Some(value.to_string()),
            Value::Bool(value) => Some(value.to_string()),
            Value::Text(text) => Some(text.clone()),
            Value::None | Value::Bytes(_) | Value::Permits(_) | Value::Ended(_) | Value::Order(_) => None,
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

    pub(crate) fn written(value: Value) -> Self {
        Self { written: value, ..Self::default() }
    }
}
