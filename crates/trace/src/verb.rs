//! What a step does.

use serde::{Deserialize, Serialize};

/// What a step does, or what somebody waits to do.
///
/// The same in models and for real, where the two mean the same; a number fits into a byte of shared memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Verb {
    /// An atomic read.
    Load,
    /// An atomic write.
    Store,
    /// An atomic exchange.
    Swap,
    /// An atomic exchange, if the value is as expected.
    CompareExchange,
    /// An atomic addition.
    FetchAdd,
    /// An atomic subtraction.
    FetchSub,
    /// An atomic and.
    FetchAnd,
    /// An atomic or.
    FetchOr,
    /// An atomic exclusive or.
    FetchXor,
    /// An atomic maximum.
    FetchMax,
    /// An atomic minimum.
    FetchMin,
    /// A read of plain memory, or out of a pipe.
    Read,
    /// A write to plain memory, or into a pipe.
    Write,
    /// To lock a mutex.
    Lock,
    /// To lock a mutex, or be refused.
    TryLock,
    /// To give up a mutex or a file lock.
    Unlock,
    /// To lock for reading.
    ReadLock,
    /// To lock for reading, or be refused.
    TryReadLock,
    /// To give up a lock for reading.
    ReadUnlock,
    /// To join those who wait to write.
    QueueWriter,
    /// To lock for writing.
    WriteLock,
    /// To lock for writing, or be refused.
    TryWriteLock,
    /// To give up a lock for writing.
    WriteUnlock,
    /// To wait on a condition variable, or at a barrier on real threads.
    Wait,
    /// To wake from a wait on a condition variable.
    Wake,
    /// To notify one that waits.
    NotifyOne,
    /// To notify all that wait.
    NotifyAll,
    /// To arrive at a barrier.
    Arrive,
    /// To go on from a barrier.
    Leave,
    /// To begin what is done once.
    OnceEnter,
    /// To end it.
    OnceDone,
    /// To do, or wait for, what is done once, on real threads.
    Initialise,
    /// To take a permit.
    Acquire,
    /// To take a permit, or be refused.
    TryAcquire,
    /// To give back a permit.
    Release,
    /// To send a message.
    Send,
    /// To send a message, or be refused.
    TrySend,
    /// To wait until a message is taken.
    HandOver,
    /// To say that one waits for a message.
    Offer,
    /// To receive a message.
    Receive,
    /// To receive a message, or be refused.
    TryReceive,
    /// To close an end that sends.
    CloseSender,
    /// To close an end that receives.
    CloseReceiver,
    /// To put a message into a queue between processes.
    Put,
    /// To get a message out of a queue between processes.
    Get,
    /// To wait to be unparked.
    Park,
    /// To unpark another actor.
    Unpark,
    /// To let others go first.
    Yield,
    /// To let time pass.
    Sleep,
    /// To wait for the end of a thread.
    Join,
    /// To look whether a thread has ended.
    IsFinished,
    /// To return from what a thread was started for.
    Finish,
    /// To end a process.
    Exit,
    /// To wait for the end of a process.
    WaitFor,
    /// To kill a process.
    Kill,
    /// To take back what a process had that was killed.
    Bury,
    /// To close an end of a pipe.
    Close,
    /// To lock a file.
    FileLock,
    /// To lock a file, or be refused.
    TryFileLock,
    /// To create a file that must not be there yet.
    Create,
    /// To remove a file.
    Remove,
    /// To look whether a file is there.
    Exists,
    /// To make another counted pointer to a value.
    Clone,
    /// To drop one.
    Drop,
    /// To make a weak pointer of a counted one.
    Downgrade,
    /// To make another weak one.
    CloneWeak,
    /// To drop one that is weak.
    DropWeak,
    /// To make a counted pointer of a weak one, or be refused.
    Upgrade,
    /// To look how many counted pointers there are.
    Count,
    /// To look how many weak ones there are.
    CountWeak,
    /// To reach the value of a counted pointer, or be refused.
    GetMut,
    /// To take it out, or be refused.
    TryUnwrap,
    /// To drop a counted pointer, and take the value out if it was the last.
    IntoInner,
    /// To get a value that nobody shares.
    MakeMut,
    /// To return from the scenario.
    Return,
    /// To start a thread.
    Spawn,
    /// To start a process.
    Fork,
    /// A fence.
    Fence,
    /// To panic.
    Panic,
    /// To ask for a turn.
    Request,
    /// To get it.
    Granted,
    /// To complete something useful.
    Progress,
}

impl Verb {
    /// Every verb, in the order of their numbers.
    pub const ALL: [Self; 82] = [
        Verb::Load,
        Verb::Store,
        Verb::Swap,
        Verb::CompareExchange,
        Verb::FetchAdd,
        Verb::FetchSub,
        Verb::FetchAnd,
        Verb::FetchOr,
        Verb::FetchXor,
        Verb::FetchMax,
        Verb::FetchMin,
        Verb::Read,
        Verb::Write,
        Verb::Lock,
        Verb::TryLock,
        Verb::Unlock,
        Verb::ReadLock,
        Verb::TryReadLock,
        Verb::ReadUnlock,
        Verb::QueueWriter,
        Verb::WriteLock,
        Verb::TryWriteLock,
        Verb::WriteUnlock,
        Verb::Wait,
        Verb::Wake,
        Verb::NotifyOne,
        Verb::NotifyAll,
        Verb::Arrive,
        Verb::Leave,
        Verb::OnceEnter,
        Verb::OnceDone,
        Verb::Initialise,
        Verb::Acquire,
        Verb::TryAcquire,
        Verb::Release,
        Verb::Send,
        Verb::TrySend,
        Verb::HandOver,
        Verb::Offer,
        Verb::Receive,
        Verb::TryReceive,
        Verb::CloseSender,
        Verb::CloseReceiver,
        Verb::Put,
        Verb::Get,
        Verb::Park,
        Verb::Unpark,
        Verb::Yield,
        Verb::Sleep,
        Verb::Join,
        Verb::IsFinished,
        Verb::Finish,
        Verb::Exit,
        Verb::WaitFor,
        Verb::Kill,
        Verb::Bury,
        Verb::Close,
        Verb::FileLock,
        Verb::TryFileLock,
        Verb::Create,
        Verb::Remove,
        Verb::Exists,
        Verb::Clone,
        Verb::Drop,
        Verb::Downgrade,
        Verb::CloneWeak,
        Verb::DropWeak,
        Verb::Upgrade,
        Verb::Count,
        Verb::CountWeak,
        Verb::GetMut,
        Verb::TryUnwrap,
        Verb::IntoInner,
        Verb::MakeMut,
        Verb::Return,
        Verb::Spawn,
        Verb::Fork,
        Verb::Fence,
        Verb::Panic,
        Verb::Request,
        Verb::Granted,
        Verb::Progress,
    ];

    /// Its number.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The verb with this number.
    pub fn with_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// Whether it is no step on anything, but a mark with a word of the program's own.
    pub const fn is_mark(self) -> bool {
        matches!(self, Verb::Request | Verb::Granted | Verb::Progress)
    }

    /// Whether it takes a lock, or tries to.
    pub const fn takes_lock(self) -> bool {
        matches!(
            self,
            Verb::Lock
                | Verb::TryLock
                | Verb::ReadLock
                | Verb::TryReadLock
                | Verb::WriteLock
                | Verb::TryWriteLock
                | Verb::FileLock
                | Verb::TryFileLock
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_stand_at_their_numbers() {
        for (at, verb) in Verb::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(verb.number()), at, "{verb:?}");
            assert_eq!(Verb::with_number(verb.number()), Some(verb));
        }
        assert_eq!(Verb::with_number(u8::MAX), None);
    }
}
