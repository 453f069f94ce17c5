//! The steps an actor of a model can take on a shared object.

use std::panic::Location;

use racecourse_trace::exploration::Verb;
use serde::{Deserialize, Serialize};

use super::Share;
pub use racecourse_trace::exploration::MemoryOrder as Order;

/// Index of an actor in its world; `main` is 0.
pub type ActorId = usize;
/// Index of an object in its world, in order of creation, so that it is the same in every execution.
pub type ObjectId = usize;
/// Index of a process in its world; the one that runs `main` is 0.
pub type ProcessId = usize;

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Reads an atomic, or looks whether what is done once is done.
    Load,
    /// Writes an atomic.
    Store,
    /// A read-modify-write of an atomic.
    Update(Update),
    /// Reads plain memory.
    CellRead,
    /// Writes plain memory.
    CellWrite,
    /// Takes a mutex.
    Lock,
    /// Takes a mutex if it is free.
    TryLock,
    /// Gives a mutex up.
    Unlock,
    /// Takes a read-write lock to read.
    ReadLock,
    /// Takes it to read if that is possible now.
    TryReadLock,
    /// Gives it up after reading.
    ReadUnlock,
    /// A writer takes it if it is free, or joins the queue: from here on new readers wait behind it.
    QueueWriter,
    /// A writer that has queued takes it.
    WriteLock,
    /// Takes it to write if it is free.
    TryWriteLock,
    /// Gives it up after writing.
    WriteUnlock,
    /// Gives up the mutex and starts to wait on a condition variable, in one step.
    Wait,
    /// Wakes up from that.
    Wake {
        /// Whether it may do so because its time is over.
        timed: bool,
    },
    /// Lets one of those that wait on a condition variable wake.
    NotifyOne,
    /// Lets all of them wake.
    NotifyAll,
    /// Comes to a barrier.
    Arrive,
    /// Goes on from it.
    Leave,
    /// Begins what is to be done once.
    OnceEnter,
    /// Ends it.
    OnceDone,
    /// Takes a permit of a semaphore.
    Acquire,
    /// Takes one if there is one.
    TryAcquire,
    /// Adds one.
    Release,
    /// Sends a message.
    Send,
    /// Sends it if there is room.
    TrySend,
    /// The sender of a rendezvous waits until its message is taken; its number is that of the message.
    Taken,
    /// A receiver of a rendezvous channel says that it is there.
    Offer,
    /// Receives a message.
    Receive {
        /// Whether it may give up because its time is over.
        timed: bool,
    },
    /// Receives one if there is one.
    TryReceive,
    /// Drops a sender.
    CloseSender,
    /// Drops a receiver.
    CloseReceiver,
    /// Waits for the actor's own token.
    Park {
        /// Whether it may give up because its time is over.
        timed: bool,
    },
    /// Sets another actor's token.
    Unpark,
    /// Lets others go first.
    Yield,
    /// Lets time pass, which models have none of.
    Sleep,
    /// Waits for the end of an actor.
    Join,
    /// Looks whether an actor has ended.
    IsFinished,
    /// Returns from what a thread was started for, where somebody may look whether it has ended.
    Finish,
    /// A process ends by itself; its number is the exit code.
    Exit,
    /// Waits for the end of a process.
    WaitChild,
    /// Kills a process.
    Kill,
    /// The last step of a process that was killed, which is the system's: it takes back what the process has.
    Bury,
    /// Goes on, if its process lives: a part of each step of a process that may be killed, where steps are events of a graph.
    Live,
    /// Writes to a pipe.
    PipeWrite,
    /// Reads from it.
    PipeRead,
    /// Closes one end of it.
    PipeClose,
    /// Takes a lock on a file.
    FileLock,
    /// Takes it if it is free.
    FileTryLock,
    /// Gives it up.
    FileUnlock,
    /// Creates a file, if there is none.
    Create,
    /// Removes it.
    Remove,
    /// Looks whether it is there.
    Exists,
    /// A process with more than one thread copies its memory for a child, at one moment. That the child is started is a mark
    /// behind it.
    CopyMemory,
    /// A step on a counted pointer.
    Share(Share),
    /// The scenario returns while others are still running.
    Return,
    // What follows is no decision: it is only recorded.
    /// An actor is started; its number is that of the actor.
    Spawn,
    /// A process is started; its number is that of the actor that runs it.
    Fork,
    /// A fence.
    Fence,
    /// An actor panics.
    Panic,
    /// Asks for a turn. This and getting it are steps where a bound on bypasses is set.
    Request,
    /// Gets it.
    Granted,
    /// A mark of progress.
    Progress,
}

impl Action {
    /// What a record of executions calls it.
    #[inline]
    pub const fn verb(self) -> Verb {
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
            Action::IsFinished => Verb::IsFinished,
            Action::Finish => Verb::Finish,
            Action::Exit => Verb::Exit,
            Action::WaitChild => Verb::WaitFor,
            Action::Kill => Verb::Kill,
            Action::Bury => Verb::Bury,
            Action::Live => Verb::Kill,
            Action::PipeWrite => Verb::Write,
            Action::PipeRead => Verb::Read,
            Action::PipeClose => Verb::Close,
            Action::FileLock => Verb::FileLock,
            Action::FileTryLock => Verb::TryFileLock,
            Action::FileUnlock => Verb::Unlock,
            Action::Create => Verb::Create,
            Action::Remove => Verb::Remove,
            Action::Exists => Verb::Exists,
            Action::Share(share) => share.verb(),
            Action::Return => Verb::Return,
            Action::Spawn => Verb::Spawn,
            Action::CopyMemory | Action::Fork => Verb::Fork,
            Action::Fence => Verb::Fence,
            Action::Panic => Verb::Panic,
            Action::Request => Verb::Request,
            Action::Granted => Verb::Granted,
            Action::Progress => Verb::Progress,
        }
    }

    /// What it calls waiting to do it.
    #[inline]
    pub const fn waiting_verb(self) -> Verb {
        match self {
            Action::Wake { .. } => Verb::Wait,
            _ => self.verb(),
        }
    }

    /// Whether who does it learns nothing by that, whatever it comes to, and never has to wait: so that to do nothing in its
    /// place cannot mislead its actor.
    #[inline]
    pub const fn asks_nothing(self) -> bool {
        matches!(
            self,
            Action::Store
                | Action::CellWrite
                | Action::Unlock
                | Action::ReadUnlock
                | Action::WriteUnlock
                | Action::NotifyOne
                | Action::NotifyAll
                | Action::OnceDone
                | Action::Release
                | Action::CloseSender
                | Action::CloseReceiver
                | Action::Unpark
                | Action::Yield
                | Action::Sleep
                | Action::Kill
                | Action::PipeClose
                | Action::FileUnlock
        )
    }

    /// Whether it leaves its object as it was, so that two such steps commute.
    #[inline]
    pub const fn only_reads(self) -> bool {
        match self {
            Action::Load | Action::CellRead | Action::Exists | Action::CopyMemory | Action::IsFinished => true,
            Action::Share(share) => share.only_looks(),
            _ => false,
        }
    }

    /// Whether such a step may have to wait for what others do to its object.
    #[inline]
    pub const fn may_block(self) -> bool {
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
    #[inline]
    pub const fn may_leave_unchanged(self) -> bool {
        self.only_reads()
            || matches!(self, Action::Share(share) if share.may_leave_unchanged())
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

    /// Whether its order with every other actor's step can matter: whatever somebody does may come before the scenario returns, or
    /// too late.
    #[inline]
    pub const fn depends_on_all(self) -> bool {
        matches!(self, Action::Return)
    }

    /// Whether it touches nothing shared: it only lets others go first.
    #[inline]
    pub const fn is_local(self) -> bool {
        matches!(self, Action::Yield | Action::Sleep)
    }

    /// Whether it only waits for an end: what comes of it does not depend on when that is.
    #[inline]
    pub const fn awaits_an_end(self) -> bool {
        matches!(self, Action::Join | Action::WaitChild)
    }
}

/// What a read-modify-write does with the value that it finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Update {
    /// Puts the operand in its place.
    Swap,
    /// Adds the operand, wrapping around.
    Add,
    /// Subtracts it, wrapping around.
    Sub,
    /// Bitwise and.
    And,
    /// Bitwise or.
    Or,
    /// Bitwise exclusive or.
    Xor,
    /// The larger of the two.
    Max,
    /// The smaller of the two.
    Min,
    /// Writes the second operand if it finds the first.
    CompareExchange,
    /// The same, which may fail for no reason where a model has it so.
    WeakExchange,
}

impl Update {
    /// Whether it writes only if it finds what it expects.
    #[inline]
    pub const fn is_exchange(self) -> bool {
        matches!(self, Update::CompareExchange | Update::WeakExchange)
    }

    /// What a record of executions calls it.
    #[inline]
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
            Update::CompareExchange | Update::WeakExchange => Verb::CompareExchange,
        }
    }
}

/// One step: announced before it is taken. All that it means is in here; it is copied freely, so it is small.
///
/// As text it has no place: where the program asked for it is not part of what it means.
#[derive(Clone, Copy, Debug, Eq, Hash, Serialize, Deserialize)]
#[expect(clippy::derived_hash_with_manual_eq, reason = "what is equal is so field by field")]
pub struct Operation {
    /// What it does.
    pub action: Action,
    /// Of an access to an atomic.
    pub order: Order,
    /// The same of an exchange that fails.
    pub on_failure: Order,
    object: u32,
    /// What it needs besides: the value to write; for an exchange the one to find and the one to write; the second object
    /// of a wait; bytes for a pipe; the number of the message that is handed over.
    pub operands: [u64; 2],
    /// Where the program asked for it.
    #[serde(skip, default = "Location::caller")]
    pub site: &'static Location<'static>,
}

impl PartialEq for Operation {
    /// Field by field. A place is mostly the same one, so that its file's name need not be read: this is asked at every step.
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.action == other.action
            && self.order == other.order
            && self.on_failure == other.on_failure
            && self.object == other.object
            && self.operands == other.operands
            && (std::ptr::eq(self.site, other.site) || self.site == other.site)
    }
}

const _: () = assert!(size_of::<Operation>() <= 32, "operations are copied in the engines' inner loops");

/// No object.
const NONE: u32 = u32::MAX;

impl Operation {
    /// A step on `object`.
    ///
    /// # Panics
    ///
    /// If there are more objects than 32 bits can number.
    #[inline]
    pub fn on(action: Action, object: ObjectId, site: &'static Location<'static>) -> Self {
        let object = u32::try_from(object).expect("an execution has fewer objects than that");
        Self { object, ..Self::alone(action, site) }
    }

    /// A step that touches nothing shared, such as `yield`.
    #[inline]
    pub const fn alone(action: Action, site: &'static Location<'static>) -> Self {
        let order = Order::SeqCst;
        Self { action, order, on_failure: order, object: NONE, operands: [0; 2], site }
    }

    /// With a second object that is changed in the same step: the mutex of a condition variable's `wait`.
    #[inline]
    pub fn with(mut self, also: ObjectId) -> Self {
        self.operands[0] = also as u64;
        self
    }

    /// With the number that it needs.
    #[inline]
    pub fn amount(mut self, amount: usize) -> Self {
        self.operands[0] = amount as u64;
        self
    }

    /// Of whoever gives up a lock: whether it has reached for what the lock guards to change it.
    #[inline]
    pub const fn having_written(mut self, written: bool) -> Self {
        self.operands[1] = written as u64;
        self
    }

    /// Whether it gives up a lock, and has reached for what that guards to change it.
    pub const fn has_written(&self) -> bool {
        matches!(self.action, Action::Unlock | Action::WriteUnlock | Action::Wait) && self.operands[1] > 0
    }

    /// With the value to write, or the other operand of an update.
    #[inline]
    pub const fn operand(mut self, operand: u64) -> Self {
        self.operands[0] = operand;
        self
    }

    /// With two of them: the value to find and the one to write, the bytes and whether they may go in pieces.
    #[inline]
    pub const fn both(mut self, first: u64, second: u64) -> Self {
        self.operands = [first, second];
        self
    }

    /// With this order.
    #[inline]
    pub const fn ordered(mut self, order: Order) -> Self {
        self.order = order;
        self
    }

    /// With this order if it is an exchange that fails.
    #[inline]
    pub const fn or_else(mut self, on_failure: Order) -> Self {
        self.on_failure = on_failure;
        self
    }

    /// The object; `None` for a step that touches nothing shared.
    #[inline]
    pub const fn object(&self) -> Option<ObjectId> {
        if self.object == NONE { None } else { Some(self.object as ObjectId) }
    }

    /// The second object, if there is one.
    #[inline]
    pub const fn also(&self) -> Option<ObjectId> {
        if let Action::Wait = self.action { Some(self.operands[0] as ObjectId) } else { None }
    }

    /// All objects that it is on.
    #[inline]
    pub fn objects(&self) -> impl Iterator<Item = ObjectId> {
        [self.object(), self.also()].into_iter().flatten()
    }

    /// The number that it needs.
    #[inline]
    pub const fn count(&self) -> usize {
        self.operands[0] as usize
    }

    /// For an exchange, the value it needs to find.
    #[inline]
    pub fn expected(&self) -> Option<u64> {
        matches!(self.action, Action::Update(update) if update.is_exchange()).then_some(self.operands[0])
    }
}
